#include "review/http.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sendguard::review {
namespace {

int digit_of(char c) {
    if (is_ascii_digit(c)) return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> form_decoded(std::string_view text) {
    std::string blanks(text);
    std::ranges::replace(blanks, '+', ' ');
    auto out = percent_decoded(blanks);
    if (!out || !is_valid_utf8(*out)) return std::nullopt;
    return out;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    const auto [first, last] = headers.equal_range(std::string(name));
    if (first == last || std::next(first) != last) return {};
    return first->second;
}

std::string_view Request::path() const {
    return std::string_view(target).substr(0, target.find_first_of("?#"));
}

std::string_view Request::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view()
                                     : std::string_view(target).substr(mark + 1);
}

Params Params::parse(std::string_view text) {
    Params out;
    for (const auto pair : split(text, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = form_decoded(pair.substr(0, equals));
        auto value = form_decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (name && value && !name->empty())
            out.pairs_.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

std::string Params::get(std::string_view name) const {
    const auto found = std::ranges::find(pairs_, name, &std::pair<std::string, std::string>::first);
    return found == pairs_.end() ? std::string() : found->second;
}

bool Params::has(std::string_view name) const {
    return std::ranges::find(pairs_, name, &std::pair<std::string, std::string>::first) !=
           pairs_.end();
}

std::vector<std::string> Params::all(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& pair : pairs_)
        if (pair.first == name) out.push_back(pair.second);
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        if (at + 2 >= text.size()) return std::nullopt;
        const int high = digit_of(text[at + 1]), low = digit_of(text[at + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_ascii_word(c) || c == '-' || c == '.' || c == '~') {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

std::optional<std::size_t> whole_number(std::string_view text) {
    std::size_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    return fault == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::string cookie(const Request& request, std::string_view name) {
    std::string out;
    std::size_t found = 0;
    const auto [first, last] = request.headers.equal_range("cookie");
    for (auto field = first; field != last; ++field) {
        for (const auto pair : split(field->second, ';')) {
            const auto text = trim(pair);
            const auto equals = text.find('=');
            if (equals == std::string_view::npos || text.substr(0, equals) != name) continue;
            out = text.substr(equals + 1);
            ++found;
        }
    }
    return found == 1 ? out : std::string();
}

std::optional<std::vector<std::string>> path_words(std::string_view path) {
    if (!path.starts_with('/')) return std::nullopt;
    std::vector<std::string> out;
    if (path == "/") return out;
    for (const auto word : split(path.substr(1), '/')) {
        auto text = percent_decoded(word);
        if (!text || text->empty() || *text == "." || *text == ".." || !is_valid_utf8(*text) ||
            std::ranges::any_of(*text, is_control))
            return std::nullopt;
        out.push_back(std::move(*text));
    }
    return out;
}

}  // namespace sendguard::review

#include "draft/front_matter_flow.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr int kMaxDepth = 16;

/// The character that an escape (behind its backslash) stands for; moves `at` behind it.
void unescape(std::string_view text, std::size_t& at, std::string& out) {
    const char c = text[at++];
    constexpr std::string_view kNames = "ntrbf";
    constexpr std::string_view kMeant = "\n\t\r\b\f";
    const auto known = kNames.find(c);
    if (known != std::string_view::npos) {
        out += kMeant[known];
    } else if (c == 'u' && at + 4 <= text.size()) {
        std::uint32_t code = 0;
        const auto* begin = text.data() + at;
        const auto [end, failed] = std::from_chars(begin, begin + 4, code, 16);
        if (failed == std::errc() && end == begin + 4) {
            const bool half = code >= 0xD800 && code < 0xE000;
            append_utf8(out, half ? U'\uFFFD' : static_cast<char32_t>(code));
            at += 4;
        }
    } else {
        out += c;
    }
}

}  // namespace

std::string front_matter_key(std::string_view key) {
    std::string out = ascii_lower(trim(key));
    std::ranges::replace_if(
        out, [](char c) { return c == '-' || c == ' '; }, '_');
    return out;
}

void FlowReader::add(const std::string& key, std::string value, std::size_t begin,
                     std::size_t end) {
    if (out_.size() < kMaxFrontMatterValues) out_.push_back({key, std::move(value), begin, end});
}

std::size_t FlowReader::skip_blanks(std::size_t at) const {
    while (at < text_.size()) {
        if (text_[at] == '#') {
            at = std::min(text_.find('\n', at), text_.size());
        } else if (std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos) {
            ++at;
        } else {
            break;
        }
    }
    return at;
}

std::size_t FlowReader::quoted(std::size_t at, std::string& value) const {
    const char quote = text_[at];
    const auto triple = std::string(3, quote);
    if (text_.substr(at, 3) == triple) {  // TOML's text of many lines
        const auto close = std::min(text_.find(triple, at + 3), text_.size());
        value = std::string(trim(text_.substr(at + 3, close - at - 3)));
        return std::min(close + 3, text_.size());
    }
    for (++at; at < text_.size();) {
        const char c = text_[at++];
        if (c == '\\' && quote == '"' && at < text_.size()) {
            unescape(text_, at, value);
        } else if (c != quote) {
            value += c;
        } else if (quote == '\'' && at < text_.size() && text_[at] == quote) {
            value += text_[at++];  // YAML's '' inside single quotes
        } else {
            break;
        }
    }
    return at;
}

/// The end of a word without quotes: a comma, a closing bracket, a comment or the line's end.
std::size_t FlowReader::bare(std::size_t at) const {
    const auto begin = at;
    for (; at < text_.size(); ++at) {
        const char c = text_[at];
        if (c == ',' || c == ']' || c == '}' || c == '\n' || c == '\r') break;
        if (c == '#' && at > begin && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) break;
    }
    while (at > begin && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
    return at;
}

std::size_t FlowReader::value(std::size_t at, const std::string& key, int depth) {
    at = skip_blanks(at);
    if (at >= text_.size() || depth > kMaxDepth) return text_.size();
    if (text_[at] == '[') return list(at + 1, key, depth + 1);
    if (text_[at] == '{') return map(at + 1, key, depth + 1);
    std::string word;
    std::size_t end = 0;
    if (text_[at] == '"' || text_[at] == '\'') {
        end = quoted(at, word);
    } else {
        end = bare(at);
        word = std::string(text_.substr(at, end - at));
    }
    if (end > at) add(key, std::move(word), at, end);
    return end;
}

std::size_t FlowReader::list(std::size_t at, const std::string& key, int depth) {
    while ((at = skip_blanks(at)) < text_.size() && text_[at] != ']') {
        const auto end = text_[at] == ',' ? at + 1 : value(at, key, depth);
        at = std::max(end, at + 1);
    }
    return std::min(at + 1, text_.size());
}

std::size_t FlowReader::map(std::size_t at, const std::string& key, int depth) {
    while ((at = skip_blanks(at)) < text_.size() && text_[at] != '}') {
        if (text_[at] == ',') {
            ++at;
            continue;
        }
        std::string name;
        auto end = at;
        if (text_[at] == '"' || text_[at] == '\'') {
            end = quoted(at, name);
        } else {
            while (end < text_.size() && text_[end] != separator_ && text_[end] != ',' &&
                   text_[end] != '}' && text_[end] != '\n')
                ++end;
            name = std::string(text_.substr(at, end - at));
        }
        end = skip_blanks(end);
        if (end < text_.size() && text_[end] == separator_) {
            const auto full =
                key.empty() ? front_matter_key(name) : key + "." + front_matter_key(name);
            end = value(end + 1, full, depth);
        }
        at = std::max(end, at + 1);
    }
    return std::min(at + 1, text_.size());
}

}  // namespace sendguard::draft

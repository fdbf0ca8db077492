#include "draft/parameters.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "draft/charset.h"
#include "draft/encoded_words.h"

namespace sendguard::draft {
namespace {

/// One name=value as it stands; section -1 = no RFC 2231 continuation.
struct Raw {
    std::string name, value;
    int section = -1;
    bool percent = false;
};

std::string unquote(std::string_view text) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            quoted = !quoted;
        } else if (quoted && text[i] == '\\' && i + 1 < text.size()) {
            out += text[++i];
        } else if (text[i] != '\r' && text[i] != '\n' && text[i] != '\0') {
            out += text[i];
        }
    }
    return out;
}

/// Cuts at every ';' outside quotes.
std::vector<std::string_view> cut(std::string_view raw) {
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\\' && quoted) {
            ++i;
        } else if (raw[i] == '"') {
            quoted = !quoted;
        } else if (raw[i] == ';' && !quoted) {
            pieces.push_back(raw.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    pieces.push_back(raw.substr(begin));
    return pieces;
}

Raw read_raw(std::string_view piece) {
    const std::size_t sign = piece.find('=');
    Raw raw;
    std::string name = ascii_lower(trim(piece.substr(0, sign)));
    raw.value = unquote(trim(piece.substr(sign + 1)));
    if (name.ends_with('*')) {
        raw.percent = true;
        name.pop_back();
    }
    const std::size_t star = name.find('*');
    if (star != std::string::npos) {
        const auto digits = name.substr(star + 1);
        int section = 0;
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), section);
        if (failure == std::errc{} && end == digits.data() + digits.size()) {
            raw.section = section;
            name.resize(star);
        }
    }
    raw.name = std::move(name);
    return raw;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* const digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() + 0 &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string in_utf8(std::string bytes, std::string_view charset) {
    CharsetText text = to_utf8(bytes, charset);
    return text.as_is ? std::move(bytes) : std::move(text.text);
}

/// Joins sorted sections of one parameter; charset'language' stands before the first.
Parameter join(const std::vector<Raw>& sections) {
    Parameter parameter{sections.front().name, {}, true};
    std::string charset, bytes;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        std::string_view value = sections[i].value;
        if (i == 0 && sections[i].percent) {
            const std::size_t first = value.find('\'');
            const std::size_t second =
                first == std::string_view::npos ? first : value.find('\'', first + 1);
            if (second != std::string_view::npos) {
                charset = ascii_lower(value.substr(0, first));
                value.remove_prefix(second + 1);
            }
        }
        bytes += sections[i].percent ? percent_decode(value) : std::string(value);
    }
    parameter.value = in_utf8(std::move(bytes), charset);
    return parameter;
}

}  // namespace

const Parameter* ParameterList::find(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    return found == parameters.end() ? nullptr : &*found;
}

std::string ParameterList::get(std::string_view name) const {
    const Parameter* const found = find(name);
    return found == nullptr ? std::string() : found->value;
}

std::string without_comments(std::string_view raw, bool& nested) {
    std::string out;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char c = raw[i];
        if (c == '\\' && i + 1 < raw.size()) {
            if (depth == 0) out.append(raw.substr(i, 2));
            ++i;
            continue;
        }
        if (c == '"' && depth == 0) quoted = !quoted;
        if (!quoted && c == '(') {
            if (++depth > 1) nested = true;
        } else if (!quoted && c == ')' && depth > 0) {
            --depth;
        } else if (depth == 0) {
            out += c;
        }
    }
    return out;
}

ParameterList parse_parameters(std::string_view raw) {
    bool nested = false;
    std::string clean =
        raw.find('(') == std::string_view::npos ? std::string(raw) : without_comments(raw, nested);
    ParameterList list;
    const auto pieces = cut(clean);
    list.value = ascii_lower(trim(unquote(pieces.front())));
    std::vector<Raw> parts;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        if (pieces[i].find('=') == std::string_view::npos) continue;
        Raw part = read_raw(pieces[i]);
        if (part.section >= 0 || part.percent) {
            parts.push_back(std::move(part));
        } else {
            list.parameters.push_back({part.name, decode_header_text(part.value), false});
        }
    }
    std::ranges::stable_sort(parts, {}, [](const Raw& part) {
        return std::pair(std::string_view(part.name), part.section);
    });
    for (std::size_t i = 0; i < parts.size();) {
        std::size_t end = i + 1;
        while (end < parts.size() && parts[end].name == parts[i].name && parts[end].section > 0)
            ++end;
        list.parameters.push_back(join({parts.begin() + static_cast<std::ptrdiff_t>(i),
                                        parts.begin() + static_cast<std::ptrdiff_t>(end)}));
        i = end;
    }
    return list;
}

}  // namespace sendguard::draft

#include "draft/front_matter.h"

#include <algorithm>

#include "base/text.h"

namespace sendguard::draft {
namespace {

/// "key: value" or "key = value", at the start of a line.
bool is_key_line(std::string_view line, char sign) {
    const std::size_t at = line.find(sign);
    if (at == 0 || at == std::string_view::npos) return false;
    return std::ranges::all_of(trim(line.substr(0, at)), [](char c) {
        return is_ascii_word(c) || c == '-' || c == '.' || c == '"' || c == '\'' || c == ' ';
    });
}

/// The end of the lines between two lines of `fence`.
std::size_t fenced_end(std::string_view text, std::string_view fence, char sign) {
    const auto first = text.substr(0, text.find('\n'));
    if (first.size() == text.size() || !first.starts_with(fence) ||
        !trim(first.substr(fence.size())).empty())
        return 0;
    bool keys = false;
    for (std::size_t line = first.size() + 1; line < text.size();) {
        const std::size_t end = std::min(text.find('\n', line), text.size() - 1) + 1;
        const auto content = text.substr(line, end - line);
        const auto word = trim(content);
        if (word == fence || (word == "..." && sign == ':')) return keys ? end : 0;
        keys = keys || is_key_line(content, sign);
        line = end;
    }
    return 0;
}

/// The end of a JSON object that begins the text and ends a line.
std::size_t object_end(std::string_view text) {
    const std::size_t key = text.find_first_not_of(" \t\r\n", 1);
    if (key == std::string_view::npos || text[key] != '"') return 0;
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at)
                if (text[at] == '\\') ++at;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            const std::size_t end = text.find('\n', at);
            if (end == std::string_view::npos) return 0;
            return trim(text.substr(at + 1, end - at - 1)).empty() ? end + 1 : 0;
        }
    }
    return 0;
}

}  // namespace

std::size_t front_matter_end(std::string_view text) {
    if (text.empty()) return 0;
    switch (text.front()) {
        case '-':
            return fenced_end(text, "---", ':');
        case '+':
            return fenced_end(text, "+++", '=');
        case '{':
            return object_end(text);
        default:
            return 0;
    }
}

TextOrigin add_front_matter(Reading& reading, const TextOrigin& origin) {
    TextOrigin rest = origin;
    const std::size_t end = front_matter_end(origin.text);
    if (end == 0) return rest;
    reading.add({.place = Place::metadata,
                 .part = origin.part,
                 .text = origin.text.substr(0, end),
                 .origin_kind = origin.kind,
                 .origin = origin.at,
                 .map = {},
                 .detail = "front matter"});
    rest.text.remove_prefix(end);
    rest.at += static_cast<std::uint32_t>(end);
    return rest;
}

}  // namespace sendguard::draft

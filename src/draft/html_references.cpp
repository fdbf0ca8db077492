// Numbers are taken at any length, with or without ';', and 128 to 159 are windows-1252, because
// that is what every browser shows for them. Names end where the longest known one ends.
#include "draft/html_references.h"

#include <algorithm>

#include "base/text.h"

namespace sendguard::draft {
namespace {

// windows-1252 0x80 to 0x9F; 0 where the code point stays.
constexpr char16_t kC1[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                              0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                              0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                              0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

constexpr std::size_t kLongestName = 23;
constexpr std::size_t kLongestLegacyName = 6;

constexpr bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr int digit_of(char c, bool hex) {
    if (c >= '0' && c <= '9') return c - '0';
    if (hex && c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (hex && c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

char32_t meant_by(std::uint32_t number) {
    if (number >= 0x80 && number <= 0x9F && kC1[number - 0x80] != 0) return kC1[number - 0x80];
    const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
    return number == 0 || number > 0x10FFFF || surrogate ? 0xFFFD : number;
}

Reference read_number(std::string_view text) {
    std::size_t at = 2;
    const bool hex = at < text.size() && (text[at] == 'x' || text[at] == 'X');
    if (hex) ++at;
    const std::size_t first = at;
    std::uint32_t number = 0;
    for (; at < text.size(); ++at) {
        const int digit = digit_of(text[at], hex);
        if (digit < 0) break;
        if (number <= 0x10FFFF) {
            number = number * (hex ? 16u : 10u) + static_cast<std::uint32_t>(digit);
        }
    }
    if (at == first) return {};
    if (at < text.size() && text[at] == ';') ++at;
    return {meant_by(number), at};
}

Reference read_name(std::string_view text, bool in_attribute) {
    std::size_t end = 1;
    const std::size_t limit = std::min(text.size(), kLongestName + 1);
    while (end < limit && is_alphanumeric(text[end])) ++end;
    if (end < text.size() && text[end] == ';') {
        const NamedReference whole = find_named_reference(text.substr(1, end - 1));
        if (whole.code != 0) return {whole.code, end + 1};
    }
    for (std::size_t length = std::min(end - 1, kLongestLegacyName); length >= 2; --length) {
        const NamedReference found = find_named_reference(text.substr(1, length));
        if (!found.without_semicolon) continue;
        const char next = length + 1 < text.size() ? text[length + 1] : ';';
        if (in_attribute && (next == '=' || is_alphanumeric(next))) return {};
        return {found.code, length + 1};
    }
    return {};
}

}  // namespace

Reference read_reference(std::string_view text, bool in_attribute) {
    if (text.size() < 3) return {};
    if (text[1] == '#') return read_number(text);
    if (!is_alphanumeric(text[1])) return {};
    return read_name(text, in_attribute);
}

std::string resolve_references(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t amp = std::min(text.find('&', at), text.size());
        out.append(text, at, amp - at);
        if (amp == text.size()) break;
        const Reference found = read_reference(text.substr(amp), true);
        if (found.code == 0) {
            out += '&';
            at = amp + 1;
        } else {
            append_utf8(out, found.code);
            at = amp + found.length;
        }
    }
    return out;
}

}  // namespace sendguard::draft

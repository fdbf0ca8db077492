#include "report/ascii.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sendguard::report {
namespace {

struct Plain {
    char32_t from;
    std::string_view to;
};
constexpr std::array<Plain, 17> kPlain{{{0x00a0, " "},
                                        {0x00ab, "\""},
                                        {0x00bb, "\""},
                                        {0x00c6, "AE"},
                                        {0x00d8, "O"},
                                        {0x00df, "ss"},
                                        {0x00e6, "ae"},
                                        {0x00f8, "o"},
                                        {0x0152, "OE"},
                                        {0x0153, "oe"},
                                        {0x0141, "L"},
                                        {0x0142, "l"},
                                        {0x2026, "..."},
                                        {0x20ac, "EUR"},
                                        {0x2022, "*"},
                                        {0x2212, "-"},
                                        {0x202f, " "}}};

std::string plain(char32_t c) {
    if (c >= 0x2010 && c <= 0x2015) return "-";
    if (c >= 0x2018 && c <= 0x201b) return "'";
    if (c >= 0x201c && c <= 0x201f) return "\"";
    for (const auto& one : kPlain) {
        if (one.from == c) return std::string(one.to);
    }
    UErrorCode code = U_ZERO_ERROR;
    const auto* nfkd = unorm2_getNFKDInstance(&code);
    std::array<UChar, 32> parts{};
    const auto size = U_SUCCESS(code)
                          ? unorm2_getDecomposition(nfkd, static_cast<UChar32>(c), parts.data(),
                                                    static_cast<int32_t>(parts.size()), &code)
                          : -1;
    std::string out;
    for (std::int32_t i = 0; U_SUCCESS(code) && i < size; ++i) {
        const auto unit = parts[static_cast<std::size_t>(i)];
        if (unit < 0x80) {
            out += static_cast<char>(unit);
        } else if (u_charType(unit) != U_NON_SPACING_MARK) {
            return fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c));
        }
    }
    return out.empty() ? fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c)) : out;
}

}  // namespace

std::string to_ascii(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code_point(text, at);
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else {
            out += plain(c);
        }
    }
    return out;
}

}  // namespace sendguard::report

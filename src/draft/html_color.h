// CSS and HTML colours, and whether a reader could tell two apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace sendguard::draft {

struct Color {
    enum class Kind : std::uint8_t { unset, unknown, transparent, rgb };
    Kind kind = Kind::unset;
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const Color&) const = default;
};
inline constexpr Color kBlack{Color::Kind::rgb, 0, 0, 0};
inline constexpr Color kWhite{Color::Kind::rgb, 255, 255, 255};

/// in:  text - "#fff", "#ffffff", "#rrggbbaa", "rgb(1, 2, 3)", "rgba(1 2 3 / 0)", "hsl(...)", a
/// name out: unset for what is no colour ("inherit" too); unknown for one that is not understood
Color parse_color(std::string_view text);

/// Whether text of that colour disappears on that background. Unknown colours never do.
bool looks_alike(Color text, Color background);

}  // namespace sendguard::draft

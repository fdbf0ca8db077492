// What a style declaration says about being seen, and what follows for an element in its parent.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "draft/html_color.h"

namespace sendguard::draft {

enum class Property : std::uint8_t {
    display,  ///< kPlainValue, kHides (none), kInline, kBlockLike
    visibility,
    opacity,
    font_size,
    width,  ///< kHides: zero or one pixel; counts with `overflow` only
    height,
    overflow,  ///< kHides: hidden, clip
    position,  ///< kHides: absolute or fixed
    offset,    ///< left, top, right, bottom far outside
    margin,
    text_indent,
    clip,  ///< counts with `position` only
    clip_path,
    transform,
    white_space,  ///< kHides: line ends are kept
    count
};
inline constexpr std::size_t kProperties = static_cast<std::size_t>(Property::count);

enum : std::uint8_t { kUnset, kPlainValue, kHides, kInline, kBlockLike };

/// Declarations boiled down to what counts here.
struct Style {
    std::array<std::uint8_t, kProperties> values{};
    Color color, background;

    std::uint8_t operator[](Property p) const { return values[static_cast<std::size_t>(p)]; }
    void set(Property p, std::uint8_t value) { values[static_cast<std::size_t>(p)] = value; }
    bool empty() const { return *this == Style{}; }
    /// Takes over all that `later` sets.
    void merge(const Style& later);
    bool operator==(const Style&) const = default;
};

/// Declarations, and those marked !important, which win over any that are not.
struct StylePair {
    Style normal, important;
    void merge(const StylePair& later) {
        normal.merge(later.normal);
        important.merge(later.important);
    }
    bool empty() const { return normal.empty() && important.empty(); }
};

/// in:     css - "color: red; display: none"; comments and escapes as CSS has them
/// cost:   linear
/// source: CSS 2.2, CSS Color 4; units other than px are taken at 16 px the em
StylePair parse_style(std::string_view css);

/// Why text cannot be seen.
enum class Hiding : std::uint8_t {
    none,
    display,
    attribute,
    visibility,
    opacity,
    font_size,
    zero_size,
    off_screen,
    color,
    clip,
    transform,
    not_shown,
    count
};
inline constexpr std::size_t kHidings = static_cast<std::size_t>(Hiding::count);
std::string_view hiding_name(Hiding hiding);  ///< "display:none", "text like its background", ...

/// How text in an element looks; inherited by its children.
struct Look {
    Color color = kBlack;
    Color background = kWhite;
    Hiding subtree = Hiding::none;  ///< no child can undo it
    bool invisible = false;         ///< these a child can undo
    bool tiny = false;
    bool indented = false;
    bool keeps_lines = false;
    Hiding hiding = Hiding::none;  ///< the outcome

    void apply(const Style& style);
    void settle();  ///< computes `hiding`
};

}  // namespace sendguard::draft

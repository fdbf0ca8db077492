// What one page paints, in order: glyphs, and the shapes that may lie over or under them. Boxes are
// in points from the page's upper left corner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::pdf {

struct Box {
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;

    float width() const { return x1 - x0; }
    float height() const { return y1 - y0; }
    float area() const { return empty() ? 0 : width() * height(); }
    bool empty() const { return x1 <= x0 || y1 <= y0; }
    float middle_x() const { return (x0 + x1) / 2; }
    float middle_y() const { return (y0 + y1) / 2; }
    bool holds(float x, float y) const { return x >= x0 && x <= x1 && y >= y0 && y <= y1; }
};
Box common(const Box& a, const Box& b);
/// The box around both.
Box around(const Box& a, const Box& b);

struct Rgb {
    std::uint8_t r = 0, g = 0, b = 0;
};

/// Why a glyph is not read with the page's text.
enum class Sight : std::uint8_t {
    seen,
    invisible,  ///< painted in no colour: render mode 3, or no opacity
    white,      ///< in the colour of what lies under it
    tiny,
    covered,  ///< under an opaque shape or picture
    cropped,  ///< outside what the page shows
    clipped,  ///< outside its clipping path
    watermark,
    layer,  ///< on a layer that is off
};
inline constexpr std::size_t kSights = 9;

struct Glyph {
    Box box;             ///< from its baseline up; 0 wide for marks without advance
    float x = 0, y = 0;  ///< where it begins, on its baseline
    float end_x = 0, end_y = 0;
    float em = 0;              ///< its font's height
    std::uint32_t order = 0;   ///< among all that the page paints
    std::uint32_t number = 0;  ///< among its glyphs
    std::uint32_t text = 0;    ///< offset into PageMarks::text
    std::uint8_t length = 0;   ///< bytes of UTF-8 there
    Rgb colour;
    bool blank = false;
    bool invisible = false;
    bool clipped = false;
    bool watermark = false;  ///< marked as such, by an annotation or an artifact
    bool see_through = false;
    bool outlined = false;  ///< painted in more than its fill colour
    bool measured = true;   ///< false: a Type 3 font, whose height is a guess
    Sight sight = Sight::seen;
};

struct Shape {
    Box box;  ///< clipped
    std::uint32_t order = 0;
    Rgb colour;
    bool filled = false;  ///< opaque, and fills its box; else it only may lie there
    bool image = false;
};

struct PageMarks {
    std::vector<Glyph> glyphs;
    std::vector<Shape> shapes;
    std::string text;  ///< UTF-8 of all glyphs
    Box page;          ///< all that could be printed
    Box shown;         ///< the crop box

    std::string_view of(const Glyph& glyph) const {
        return std::string_view(text).substr(glyph.text, glyph.length);
    }
};

/// The words of all glyphs of one sight, in the order of painting. A gap of more than `widest`
/// times the font's height ends a line.
std::string words_of(const PageMarks& marks, Sight sight, float widest = 1000);

/// Whether `next` goes on with the line of `before`, as the next letter or the next word.
bool follows(const Glyph& before, const Glyph& next);

/// How many letters and digits stand in UTF-8 text; what is not ASCII counts as letters.
std::size_t count_letters(std::string_view text);

}  // namespace sendguard::pdf

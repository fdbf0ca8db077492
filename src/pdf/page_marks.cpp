#include "pdf/page_marks.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sendguard::pdf {
namespace {

constexpr float kBlankGap = 0.15F;  ///< of the font's height: wider is a blank between words
constexpr float kLineStep = 0.5F;   ///< of it: further off the baseline is another line

/// What stands between two glyphs painted one after the other: "", " " or a line end.
std::string_view between(const Glyph& before, const Glyph& next, float widest) {
    const float em = std::max(before.em, 1.0F);
    float along_x = before.end_x - before.x, along_y = before.end_y - before.y;
    const float length = std::hypot(along_x, along_y);
    if (length <= 0) {
        along_x = 1;
        along_y = 0;
    } else {
        along_x /= length;
        along_y /= length;
    }
    const float step_x = next.x - before.end_x, step_y = next.y - before.end_y;
    const float gap = step_x * along_x + step_y * along_y;
    const float off = std::abs(step_y * along_x - step_x * along_y);
    if (off > kLineStep * em || gap < -3 * em || gap > widest * em) return "\n";
    return gap > kBlankGap * em ? " " : "";
}

}  // namespace

Box common(const Box& a, const Box& b) {
    return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

Box around(const Box& a, const Box& b) {
    return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

std::string words_of(const PageMarks& marks, Sight sight, float widest) {
    std::string out;
    const Glyph* before = nullptr;
    for (const auto& glyph : marks.glyphs) {
        if (glyph.sight != sight || glyph.length == 0) continue;
        if (before != nullptr) {
            const auto gap = between(*before, glyph, widest);
            if (gap == "\n" && out.ends_with(' ')) out.pop_back();
            if (gap == "\n" || !out.ends_with(' ')) out += gap;
        }
        if (!glyph.blank) {
            out += marks.of(glyph);
        } else if (!out.empty() && !out.ends_with(' ') && !out.ends_with('\n')) {
            out += ' ';
        }
        before = &glyph;
    }
    return std::string(trim(out));
}

bool follows(const Glyph& before, const Glyph& next) {
    return between(before, next, 2) != "\n";
}

std::size_t count_letters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const bool ascii = c < 0x80;
        if (ascii ? is_ascii_letter(static_cast<char>(c)) || is_ascii_digit(static_cast<char>(c))
                  : c > 0xBF && c != 0xFFFD && (c < 0x2000 || c > 0x2BFF) &&
                        (c < 0xE000 || c > 0xF8FF))
            ++count;
    }
    return count;
}

}  // namespace sendguard::pdf

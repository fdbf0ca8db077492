#include "pdf/page_judge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

namespace sendguard::pdf {
namespace {

constexpr float kCovered = 0.7F;     ///< of a glyph's box
constexpr float kPageful = 0.5F;     ///< of the page: a picture of this size is a scan of it
constexpr float kTiny = 1.2F;        ///< points; the smallest print that a law allows is 4
constexpr int kSameColour = 8;       ///< of 255 in each part: no eye tells these apart
constexpr float kLargeLetters = 30;  ///< points: a watermark's, across the page
constexpr float kHugeLetters = 60;   ///< points: a watermark's, when it is faint
constexpr int kFaintGrey = 150;      ///< the lightest of black on paper; darker is no watermark's
constexpr float kSlanted = 0.1F;     ///< sine of the angle to the axes

/// The shapes by where they lie, so that a glyph meets only those about it.
class ShapeGrid {
  public:
    explicit ShapeGrid(const PageMarks& marks) : page_(marks.page), shapes_(marks.shapes) {
        for (std::size_t i = 0; i < shapes_.size(); ++i) {
            const auto [x0, y0] = cell(shapes_[i].box.x0, shapes_[i].box.y0);
            const auto [x1, y1] = cell(shapes_[i].box.x1, shapes_[i].box.y1);
            for (std::size_t y = y0; y <= y1; ++y)
                for (std::size_t x = x0; x <= x1; ++x)
                    cells_[y * kColumns + x].push_back(static_cast<std::uint32_t>(i));
        }
    }

    /// Those about a point, in the order of painting.
    const std::vector<std::uint32_t>& about(float x, float y) const {
        const auto [column, row] = cell(x, y);
        return cells_[row * kColumns + column];
    }

    /// How much of the page pictures lie over.
    float pictured() const {
        std::size_t covered = 0;
        for (std::size_t row = 0; row < kRows; ++row)
            for (std::size_t column = 0; column < kColumns; ++column) {
                const float x = page_.width() * (static_cast<float>(column) + 0.5F) / kColumns;
                const float y = page_.height() * (static_cast<float>(row) + 0.5F) / kRows;
                covered += in_picture(x, y) ? 1 : 0;
            }
        return static_cast<float>(covered) / (kRows * kColumns);
    }

    bool in_picture(float x, float y) const {
        return std::ranges::any_of(about(x, y), [&](std::uint32_t i) {
            return shapes_[i].image && shapes_[i].box.holds(x, y);
        });
    }

  private:
    static constexpr std::size_t kColumns = 12, kRows = 48;
    std::pair<std::size_t, std::size_t> cell(float x, float y) const {
        const auto part = [](float at, float whole, std::size_t count) {
            if (!(at > 0) || !(whole > 0)) return std::size_t{0};
            return std::min(
                static_cast<std::size_t>(std::min(at / whole, 1.0F) * static_cast<float>(count)),
                count - 1);
        };
        return {part(x, page_.width(), kColumns), part(y, page_.height(), kRows)};
    }
    Box page_;
    const std::vector<Shape>& shapes_;
    std::array<std::vector<std::uint32_t>, kColumns * kRows> cells_;
};

bool same(const Rgb& a, const Rgb& b) {
    const auto near = [](int x, int y) { return std::abs(x - y) <= kSameColour; };
    return near(a.r, b.r) && near(a.g, b.g) && near(a.b, b.b);
}

/// What lies about one glyph.
struct Surroundings {
    const Shape* under = nullptr;  ///< the last shape painted before it, at its middle
    const Shape* over = nullptr;   ///< one that covers it
};

Surroundings look_about(const Glyph& glyph, const ShapeGrid& grid,
                        const std::vector<Shape>& shapes) {
    Surroundings out;
    const float x = glyph.box.middle_x(), y = glyph.box.middle_y();
    for (const auto i : grid.about(x, y)) {
        const Shape& shape = shapes[i];
        if (shape.order < glyph.order) {
            if (shape.box.holds(x, y)) out.under = &shape;
        } else if (shape.filled && !glyph.box.empty() &&
                   common(shape.box, glyph.box).area() >= kCovered * glyph.box.area()) {
            out.over = &shape;
        }
    }
    return out;
}

bool is_slanted(const Glyph& glyph) {
    const float x = glyph.end_x - glyph.x, y = glyph.end_y - glyph.y;
    const float length = std::hypot(x, y);
    return length > 0 && std::min(std::abs(x), std::abs(y)) > kSlanted * length;
}

class Judge {
  public:
    explicit Judge(PageMarks& marks) : marks_(marks), grid_(marks) {
        scanned_ = !marks.shapes.empty() && grid_.pictured() >= kPageful;
    }

    bool run() {
        bool all_seen = true;
        Sight before = Sight::seen;
        for (auto& glyph : marks_.glyphs) {
            // A blank is seen or not as the word before it.
            glyph.sight = glyph.blank ? before : sight_of(glyph);
            before = glyph.sight;
            all_seen = all_seen && glyph.sight == Sight::seen;
        }
        if (all_seen) return false;
        forgive_overflow();
        forgive_doubles();
        forgive_specks();
        return std::ranges::any_of(marks_.glyphs,
                                   [](const Glyph& one) { return one.sight != Sight::seen; });
    }

  private:
    /// Marked as one, or large and slanted, or huge and faint on the bare paper.
    bool is_watermark(const Glyph& glyph) const {
        if (glyph.watermark) return true;
        if (!glyph.measured || glyph.em < kLargeLetters) return false;
        if (is_slanted(glyph)) return true;
        if (glyph.em < kHugeLetters || glyph.see_through) return glyph.em >= kHugeLetters;
        const auto [r, g, b] = glyph.colour;
        return std::min({r, g, b}) >= kFaintGrey && !same(glyph.colour, kPaper) &&
               look_about(glyph, grid_, marks_.shapes).under == nullptr;
    }

    Sight sight_of(const Glyph& glyph) const {
        const float x = glyph.box.middle_x(), y = glyph.box.middle_y();
        if (is_watermark(glyph)) return Sight::watermark;
        if (!marks_.shown.holds(x, y)) return Sight::cropped;
        const bool scan = scanned_ && grid_.in_picture(x, y);
        if (glyph.invisible) return scan ? Sight::seen : Sight::invisible;
        if (glyph.clipped) return Sight::clipped;
        if (glyph.em < kTiny && glyph.measured) return Sight::tiny;
        const auto about = look_about(glyph, grid_, marks_.shapes);
        // Some scanners lay the text under the picture, not over it.
        if (about.over != nullptr) return about.over->image && scan ? Sight::seen : Sight::covered;
        if (glyph.outlined) return Sight::seen;
        if (about.under == nullptr) return same(glyph.colour, kPaper) ? Sight::white : Sight::seen;
        const bool known = about.under->filled && !about.under->image;
        return known && same(glyph.colour, about.under->colour) ? Sight::white : Sight::seen;
    }

    /// A line that runs over the edge by a word is a slip of the layout.
    void forgive_overflow() {
        auto& glyphs = marks_.glyphs;
        const auto is_out = [](const Glyph& glyph) {
            return glyph.sight == Sight::cropped || glyph.sight == Sight::clipped;
        };
        for (std::size_t i = 1; i < glyphs.size(); ++i) {
            if (!is_out(glyphs[i]) || glyphs[i - 1].sight != Sight::seen) continue;
            std::size_t end = i;
            while (end < glyphs.size() && is_out(glyphs[end]) &&
                   follows(glyphs[end - 1], glyphs[end]))
                ++end;
            if (end > i && end - i <= kOverflow)
                for (std::size_t j = i; j < end; ++j) glyphs[j].sight = Sight::seen;
            i = std::max(i, end) - (end > i ? 1 : 0);
        }
    }

    /// The same letter at the same place, once hidden and once seen, is seen: shadows, and text
    /// that a program paints again over its own background.
    void forgive_doubles() {
        std::set<std::tuple<int, int, std::string_view>> seen;
        const auto place = [](float at) { return static_cast<int>(std::lround(at / 2)); };
        for (const auto& glyph : marks_.glyphs)
            if (glyph.sight == Sight::seen && !glyph.invisible)
                seen.insert({place(glyph.x), place(glyph.y), marks_.of(glyph)});
        for (auto& glyph : marks_.glyphs) {
            if (glyph.sight == Sight::seen || glyph.sight == Sight::watermark) continue;
            for (int dx = -1; dx <= 1; ++dx)
                for (int dy = -1; dy <= 1; ++dy)
                    if (seen.contains({place(glyph.x) + dx, place(glyph.y) + dy, marks_.of(glyph)}))
                        glyph.sight = Sight::seen;
        }
    }

    /// A stray letter or dot is no hidden text.
    void forgive_specks() {
        std::array<std::size_t, kSights> letters{};
        for (const auto& glyph : marks_.glyphs)
            letters[static_cast<std::size_t>(glyph.sight)] += count_letters(marks_.of(glyph));
        // A page number in large grey figures is no watermark either.
        const auto few = [&](const Glyph& glyph) {
            const auto count = letters[static_cast<std::size_t>(glyph.sight)];
            return count < kFewLetters || (glyph.sight == Sight::watermark && count == kFewLetters);
        };
        for (auto& glyph : marks_.glyphs)
            if (few(glyph)) glyph.sight = Sight::seen;
    }

    static constexpr Rgb kPaper{255, 255, 255};
    static constexpr std::size_t kFewLetters = 3;
    static constexpr std::size_t kOverflow = 16;  ///< letters: a word and a little
    PageMarks& marks_;
    ShapeGrid grid_;
    bool scanned_ = false;
};

}  // namespace

bool judge(PageMarks& marks) {
    return Judge(marks).run();
}

bool judge_layers(PageMarks& all, const PageMarks& shown) {
    const auto key = [](const PageMarks& marks, const Glyph& glyph) {
        return std::tuple{std::lround(glyph.x * 4), std::lround(glyph.y * 4), marks.of(glyph)};
    };
    std::multiset<std::tuple<long, long, std::string_view>> there;
    for (const auto& glyph : shown.glyphs) there.insert(key(shown, glyph));
    bool any = false;
    for (auto& glyph : all.glyphs) {
        const auto found = there.find(key(all, glyph));
        if (found != there.end()) {
            there.erase(found);
            glyph.sight = Sight::seen;
        } else {
            glyph.sight = Sight::layer;
            any = true;
        }
    }
    return any;
}

}  // namespace sendguard::pdf

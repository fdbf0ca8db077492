#include "pdf/paths.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace sendguard::pdf {
namespace {

constexpr double kFills = 0.85;             ///< rounded corners leave more than this; a circle less
constexpr std::size_t kMaxRectangles = 64;  ///< of one path: more are a drawing
constexpr int kMaxPoints = 400;             ///< of one outline: more are a drawing

Box nothing() {
    constexpr float kFar = std::numeric_limits<float>::max();
    return {kFar, kFar, -kFar, -kFar};
}

void grow(Box& box, double x, double y) {
    box = around(box, {static_cast<float>(x), static_cast<float>(y), static_cast<float>(x),
                       static_cast<float>(y)});
}

PathBox box_of(const GfxState* state, const GfxSubpath* outline) {
    PathBox out{nothing(), false};
    double area = 0, last_x = 0, last_y = 0, first_x = 0, first_y = 0;
    const int points = outline->getNumPoints();
    for (int i = 0; i < points; ++i) {
        double x = 0, y = 0;
        state->transform(outline->getX(i), outline->getY(i), &x, &y);
        grow(out.box, x, y);
        if (i == 0) {
            first_x = x;
            first_y = y;
        } else {
            area += last_x * y - x * last_y;
        }
        last_x = x;
        last_y = y;
    }
    area += last_x * first_y - first_x * last_y;
    const double box = out.box.area();
    out.filled = points >= 4 && points <= kMaxPoints && box > 0 &&
                 std::abs(area) / 2 >= kFills * box && std::abs(area) / 2 <= 1.01 * box;
    return out;
}

bool overlap(const Box& a, const Box& b) {
    const Box both = common(a, b);
    return !both.empty() && both.area() > 0.01F * std::min(a.area(), b.area());
}

}  // namespace

std::vector<PathBox> filled_boxes(const GfxState* state) {
    std::vector<PathBox> out;
    const GfxPath* const path = state->getPath();
    const int outlines = path->getNumSubpaths();
    for (int i = 0; i < outlines; ++i) {
        if (path->getSubpath(i)->getNumPoints() < 3) continue;
        out.push_back(box_of(state, path->getSubpath(i)));
        if (out.size() > kMaxRectangles) break;
    }
    const bool drawing = out.size() > kMaxRectangles;
    bool doubtful = drawing;
    for (std::size_t i = 0; i < out.size() && !doubtful; ++i)
        for (std::size_t j = i + 1; j < out.size() && !doubtful; ++j)
            doubtful = overlap(out[i].box, out[j].box);
    if (!doubtful || out.size() < 2) return out;
    PathBox whole{nothing(), false};
    for (int i = 0; i < outlines; ++i) {
        const GfxSubpath* const outline = path->getSubpath(i);
        for (int j = 0; j < outline->getNumPoints(); ++j) {
            double x = 0, y = 0;
            state->transform(outline->getX(j), outline->getY(j), &x, &y);
            grow(whole.box, x, y);
        }
    }
    return {whole};
}

bool is_rectangle(const GfxState* state) {
    const GfxPath* const path = state->getPath();
    if (path->getNumSubpaths() != 1) return false;
    const GfxSubpath* const outline = path->getSubpath(0);
    const int points = outline->getNumPoints();
    if (points < 4 || points > 5) return false;
    for (int i = 0; i < points; ++i) {
        if (outline->getCurve(i)) return false;
        double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
        const int next = (i + 1) % points;
        state->transform(outline->getX(i), outline->getY(i), &x0, &y0);
        state->transform(outline->getX(next), outline->getY(next), &x1, &y1);
        if (std::abs(x0 - x1) > 0.5 && std::abs(y0 - y1) > 0.5) return false;
    }
    return true;
}

Box unit_square(const GfxState* state, bool& straight) {
    Box out = nothing();
    for (const auto& [x, y] : {std::pair{0, 0}, {0, 1}, {1, 0}, {1, 1}}) {
        double to_x = 0, to_y = 0;
        state->transform(x, y, &to_x, &to_y);
        grow(out, to_x, to_y);
    }
    const double* const m = state->getCTM();
    straight = (std::abs(m[1]) < 0.5 && std::abs(m[2]) < 0.5) ||
               (std::abs(m[0]) < 0.5 && std::abs(m[3]) < 0.5);
    return out;
}

Box clip_box(const GfxState* state) {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    state->getClipBBox(&x0, &y0, &x1, &y1);
    return {static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1),
            static_cast<float>(y1)};
}

}  // namespace sendguard::pdf

// The shapes' half of PageRecorder: what is painted besides glyphs.
#include <algorithm>
#include <cmath>

#include "pdf/page_recorder.h"
#include "pdf/paths.h"

namespace sendguard::pdf {
namespace {

constexpr std::size_t kMaxShapes = 20'000;  ///< more are a drawing, and cover no text
constexpr float kLeastSide = 2;             ///< points: thinner covers no letter
constexpr double kBar = 4;                  ///< a line this thick is a bar

}  // namespace

void PageRecorder::note_shape(const GfxState* state, const Box& box, bool filled, bool image,
                              const Rgb& of) {
    const auto order = order_++;
    if (!options_.record || in_mask_ > 0 || marks_.shapes.size() >= kMaxShapes) return;
    const Box seen = common(box, clip_box(state));
    if (seen.width() < kLeastSide || seen.height() < kLeastSide) return;
    if (look_.group_opacity * state->getFillOpacity() < 0.01) return;
    marks_.shapes.push_back({seen, order, of, filled, image});
}

void PageRecorder::note_fill(const GfxState* state) {
    if (!options_.record) return;
    const Rgb of = colour(state);
    const bool opaque = covers(state, of);
    for (const auto& outline : filled_boxes(state))
        note_shape(state, outline.box, outline.filled && opaque, false, of);
}

void PageRecorder::note_doubtful(const GfxState* state) {
    note_shape(state, clip_box(state), false, false, {});
}

void PageRecorder::fill(GfxState* state) {
    note_fill(state);
}
void PageRecorder::eoFill(GfxState* state) {
    note_fill(state);
}

void PageRecorder::stroke(GfxState* state) {
    const double width = state->getTransformedLineWidth();
    if (!options_.record || width < kBar) return;
    const GfxPath* const path = state->getPath();
    GfxRGB rgb{};
    state->getStrokeRGB(&rgb);
    const Rgb of{colToByte(rgb.r), colToByte(rgb.g), colToByte(rgb.b)};
    for (int i = 0; i < path->getNumSubpaths(); ++i) {
        const GfxSubpath* const line = path->getSubpath(i);
        const bool bar = line->getNumPoints() == 2;
        for (int j = 0; j + 1 < line->getNumPoints(); ++j) {
            double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
            state->transform(line->getX(j), line->getY(j), &x0, &y0);
            state->transform(line->getX(j + 1), line->getY(j + 1), &x1, &y1);
            const bool flat = std::abs(y0 - y1) < 0.5, upright = std::abs(x0 - x1) < 0.5;
            const double side_x = flat ? 0 : width / 2, side_y = upright ? 0 : width / 2;
            const Box box{static_cast<float>(std::min(x0, x1) - side_x),
                          static_cast<float>(std::min(y0, y1) - side_y),
                          static_cast<float>(std::max(x0, x1) + side_x),
                          static_cast<float>(std::max(y0, y1) + side_y)};
            note_shape(
                state, box,
                bar && (flat || upright) && state->getStrokeOpacity() >= 0.95 && covers(state, of),
                false, of);
        }
    }
}

void PageRecorder::note_clip(const GfxState* state) {
    if (!is_rectangle(state)) look_.curved_clip = true;
}
void PageRecorder::clip(GfxState* state) {
    note_clip(state);
}
void PageRecorder::eoClip(GfxState* state) {
    note_clip(state);
}
void PageRecorder::clipToStrokePath(GfxState*) {
    look_.curved_clip = true;
}
void PageRecorder::endTextObject(GfxState* state) {
    if (state->getRender() >= 4) look_.curved_clip = true;
}

bool PageRecorder::tilingPatternFill(GfxState* state, Gfx*, Catalog*, GfxTilingPattern*,
                                     const double*, int, int, int, int, double, double) {
    note_doubtful(state);
    return true;
}
bool PageRecorder::functionShadedFill(GfxState* state, GfxFunctionShading*) {
    note_doubtful(state);
    return true;
}
bool PageRecorder::axialShadedFill(GfxState* state, GfxAxialShading*, double, double) {
    note_doubtful(state);
    return true;
}
bool PageRecorder::radialShadedFill(GfxState* state, GfxRadialShading*, double, double) {
    note_doubtful(state);
    return true;
}
bool PageRecorder::gouraudTriangleShadedFill(GfxState* state, GfxGouraudTriangleShading*) {
    note_doubtful(state);
    return true;
}
bool PageRecorder::patchMeshShadedFill(GfxState* state, GfxPatchMeshShading*) {
    note_doubtful(state);
    return true;
}

void PageRecorder::note_picture(const GfxState* state, bool opaque, bool image, const Rgb& of) {
    bool straight = false;
    const Box box = unit_square(state, straight);
    constexpr Rgb kAnything{255, 255, 255};
    note_shape(state, box, opaque && straight && covers(state, image ? kAnything : of), image, of);
}

void PageRecorder::drawImageMask(GfxState* state, Object* ref, Stream* stream, int width,
                                 int height, bool invert, bool interpolate, bool inlined) {
    // A single point, blown up, is how some programs fill a rectangle.
    const bool point = width == 1 && height == 1;
    note_picture(state, point, !point, colour(state));
    OutputDev::drawImageMask(state, ref, stream, width, height, invert, interpolate, inlined);
}

void PageRecorder::drawImage(GfxState* state, Object* ref, Stream* stream, int width, int height,
                             GfxImageColorMap* colours, bool interpolate, const int* mask_colours,
                             bool inlined) {
    note_picture(state, mask_colours == nullptr, true, {});
    OutputDev::drawImage(state, ref, stream, width, height, colours, interpolate, mask_colours,
                         inlined);
}

void PageRecorder::drawMaskedImage(GfxState* state, Object*, Stream*, int, int, GfxImageColorMap*,
                                   bool, Stream*, int, int, bool, bool) {
    note_picture(state, false, true, {});
}

void PageRecorder::drawSoftMaskedImage(GfxState* state, Object*, Stream*, int, int,
                                       GfxImageColorMap*, bool, Stream*, int, int,
                                       GfxImageColorMap*, bool) {
    note_picture(state, false, true, {});
}

}  // namespace sendguard::pdf

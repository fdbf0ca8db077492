// Poppler's paths as boxes: which of them fill their box, so that they cover what lies under it.
#pragma once

#include <GfxState.h>

#include <vector>

#include "pdf/page_marks.h"

namespace sendguard::pdf {

struct PathBox {
    Box box;
    bool filled = false;  ///< covers its box, but for a little at the corners
};

/// The boxes of a path that is filled, in device space; one that only may be filled when its
/// outlines overlap, for then one may be a hole in another.
std::vector<PathBox> filled_boxes(const GfxState* state);

/// Whether the path is one rectangle along the axes.
bool is_rectangle(const GfxState* state);

/// The box of a unit square under the state's matrix: a picture's place. `straight`: its sides run
/// along the axes.
Box unit_square(const GfxState* state, bool& straight);

/// The state's clip, as a box.
Box clip_box(const GfxState* state);

}  // namespace sendguard::pdf

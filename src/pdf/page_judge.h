// Which glyphs of a page a reader sees, told from what the page paints, and in which order.
#pragma once

#include "pdf/page_marks.h"

namespace sendguard::pdf {

/// Sets the `sight` of every glyph. What cannot be told for sure counts as seen. The invisible text
/// that scanners lay over a picture of the page is its text, and counts as seen too.
/// out: whether any glyph is not seen
bool judge(PageMarks& marks);

/// Marks as Sight::layer the glyphs of `all`, the page with every layer on, that `shown` lacks.
bool judge_layers(PageMarks& all, const PageMarks& shown);

}  // namespace sendguard::pdf

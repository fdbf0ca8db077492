// Lines that justification tore apart: Poppler takes wide gaps for those between columns, and gives
// each word of such a line a line of its own. The order of painting tells that they are one.
#pragma once

#include <string>

#include "pdf/page_marks.h"

namespace sendguard::pdf {

/// `text` with runs of three and more lines of one word each made one line, where the page paints
/// these words one after another on one line.
std::string mend_split_lines(std::string text, const PageMarks& marks);

}  // namespace sendguard::pdf

// The quoted line of a finding, with its span marked by carets.
//
// The problem: the line comes from the message. It may hold terminal controls, bidi overrides, line
// ends that forge a report of its own, tabs, wide and combining characters, and it may be very
// long. The idea: the line is walked once, code point by code point; each becomes a printable piece
// with a known width in terminal cells; the carets are counted in cells; a window around the span
// is cut out. Limits: a terminal that draws ambiguous-width characters wide puts carets a cell off.
// Source: Unicode UAX 11 (widths).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "draft/draft.h"

namespace sendguard::report {

/// How many terminal cells `code_point` takes: 0, 1 or 2.
std::size_t display_width(char32_t code_point);

struct Excerpt {
    std::string line;    ///< printable, no line end
    std::string carets;  ///< blanks, then one ^ a cell
};

/// The same line in three pieces, for formats that mark the span itself.
struct MarkedLine {
    std::string before;
    std::string span;
    std::string after;
};
MarkedLine marked_line(const draft::Location& place, std::size_t width);

/// in:  place - its line_text and text; width - cells for the line
/// out: the line cut around the span; where the span is not found in the line, the span's own text
Excerpt excerpt(const draft::Location& place, std::size_t width);

/// One line of text from outside as it may be shown: invisible characters as \u{hex}, backslashes
/// kept, and the "##[" by which a CI runner knows a command broken.
/// source: github.com/actions/runner, Runner.Common/ActionCommand.cs: anywhere in a line
std::string printable(std::string_view text);

}  // namespace sendguard::report

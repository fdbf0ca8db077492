// Lines of a text file that hold nothing but a marker, and whether they stand for themselves or are
// part of something that goes on: a wrapped sentence, a heading with a line under it, a list.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "draft/draft.h"

namespace sendguard::check {

struct MarkerLine {
    std::size_t begin = 0;  ///< bytes of the text, behind a byte order mark
    std::size_t end = 0;    ///< before its line end
    std::size_t next = 0;   ///< past it
    bool alone = false;     ///< it can go, and what stands around it means the same
};

/// The lines of which `markers` leave nothing but blanks and the marks of emphasis and headings
/// (# * _ =), in order. A marker that goes over a line's end makes none.
///
/// in: text - UTF-8; CRLF, LF and CR end lines
std::vector<MarkerLine> marker_lines(std::string_view text, std::vector<draft::SourceSpan> markers);

}  // namespace sendguard::check

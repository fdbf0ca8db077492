// Lines and columns as other programs count them.
//
// The problem: a Location counts Unicode code points; SARIF counts UTF-16 code units, reviewdog
// bytes of UTF-8, and where a text was decoded, its lines are not the file's at all. The idea: the
// units are counted in the line that the Location carries. Limits: a Location keeps at most 400
// bytes of its line; where the line's start is not among them, a byte column is not known, and a
// UTF-16 column takes what stood before for characters of one unit.
#pragma once

#include <cstdint>

#include "draft/draft.h"

namespace sendguard::report {

enum class Units : std::uint8_t { utf16, utf8 };

/// From 1; a column of 0 is not known, and then the whole lines are meant. `end_column` is past the
/// end, and known only with `column`.
struct Region {
    std::uint32_t line = 1;
    std::uint32_t column = 0;
    std::uint32_t end_line = 1;
    std::uint32_t end_column = 0;
    bool operator==(const Region&) const = default;
};

/// False where the place's lines are those of decoded text, which no reader of the file can go to.
/// Header fields keep their line even when decoded.
bool has_file_line(const draft::Location& place);

/// The place in its file; its first line where has_file_line() is false.
Region region_in_file(const draft::Location& place, Units units);

}  // namespace sendguard::report

// Where findings stand in the text that a reviewer reads.
//
// The problem: a finding says lines and columns of the source or of a decoded part; the page shows
// passages, from which hidden and folded parts were taken. The idea: the way of draft::locate() is
// gone backwards: line and column to a byte of the text that they count in, and through the
// passage's map to a byte of the passage. Limits: a place that lies in no passage has no mark; its
// finding quotes the line instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "check/finding.h"
#include "draft/draft.h"

namespace sendguard::review {

struct Mark {
    std::uint32_t passage = 0;       ///< index into Draft::passages
    std::size_t begin = 0, end = 0;  ///< bytes of its text; never empty
    std::size_t finding = 0;         ///< index into the findings given
    bool operator==(const Mark&) const = default;
};

/// out: sorted by passage, then by begin
std::vector<Mark> find_marks(const draft::Draft& draft,
                             const std::vector<check::Finding>& findings);

}  // namespace sendguard::review

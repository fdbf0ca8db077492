// How long a pattern takes on texts that are made to wear it out.
//
// The problem: (a+)+$ is fast on every example and stops the house's mail on the first long line of
// a's. The idea: from the pattern's own syntax, what each repeat repeats is taken, written many
// times over behind what must stand before it, and followed by what almost ends the match; the
// search is then measured as a check makes it, around the pattern's literals. Limits: a measurement
// is no proof; time is this thread's processor time.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/pattern.h"

namespace sendguard::policy {

inline constexpr std::size_t kCostBytes = 8192;  ///< of text, that a cost is told for

struct PatternCost {
    bool runs_away = false;  ///< it met kPcreMatchLimit
    double us = 0;           ///< microseconds for kCostBytes of the worst text; 0 with runs_away
    double growth = 1;       ///< twice the text takes so many times as long
    std::size_t bytes = 0;   ///< of the text on which it was seen
    std::string repeated;    ///< what that text repeats
};

/// A text that may wear a pattern out: `before`, then `repeated` many times, then `after`.
struct WearingText {
    std::string before, repeated, after;
};
std::vector<WearingText> wearing_texts(const PatternSpec& spec);

/// The worst of wearing_texts().
/// errors: internal, bad_policy (does not compile)
/// cost: some milliseconds
Result<PatternCost> worst_cost(const PatternSpec& spec);

}  // namespace sendguard::policy

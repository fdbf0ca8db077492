// What one rule costs beside all others, measured on drafts.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "cli/example_run.h"
#include "policy/policy.h"

namespace sendguard::cli {

/// Microseconds of this thread's processor time for a draft, averaged.
struct RuleCost {
    double rule = 0;         ///< its own conditions, where the prefilter asks for them
    double all = 0;          ///< folding, scanning and every rule
    std::size_t asked = 0;   ///< drafts on which the prefilter asked for the rule
    std::size_t drafts = 0;  ///< at least 1
};

/// errors: as evaluate(); limit (the rule ran away on one of them)
Result<RuleCost> measure_rule(const policy::Policy& policy, const policy::Rule& rule,
                              const std::vector<ReadExample>& drafts);

}  // namespace sendguard::cli

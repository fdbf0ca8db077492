// What of a rule its examples exercise: a condition or an alternative that no example needs could
// be wrong, or gone, and nobody would see it.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace sendguard::cli {

struct RuleCoverage {
    std::string rule;
    Position where;
    std::size_t conditions = 0;  ///< those that are no list of others
    std::size_t alternatives = 0;
    std::vector<std::string> never_holds;  ///< were they false, no example would do otherwise
    std::vector<std::string> never_fails;  ///< were they true, no example would do otherwise
    std::vector<std::string> never_met;    ///< alternatives of patterns that no example meets
    bool whole() const { return never_holds.empty() && never_fails.empty() && never_met.empty(); }
};

/// One for each of `rules` (ids), in their order. Examples that cannot be read, or do not do as
/// they say, count for nothing.
std::vector<RuleCoverage> cover_rules(const policy::Policy& policy,
                                      const std::vector<policy::Example>& examples,
                                      const std::vector<std::string>& rules);

}  // namespace sendguard::cli

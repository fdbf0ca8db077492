// The parts of a SARIF log: rules, results, and notices about the run. The adapter of nlohmann-json
// beside sarif.cpp, which puts them together.
// source: docs.oasis-open.org/sarif/sarif/v2.1.0, by section; docs.github.com, SARIF support
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "report/occurrences.h"

namespace sendguard::report {

using SarifJson = nlohmann::ordered_json;

/// A rule of the driver, from the policy where it has the rule, else from the finding.
SarifJson sarif_rule(const policy::Policy* policy, const check::Finding& finding);

/// in: rule_index - into the driver's rules; line_hash - GitHub's hash of the place's line; "":
/// none
SarifJson sarif_result(const Occurrence& occurrence, std::size_t rule_index,
                       const std::string& line_hash);

/// What the result carries of the draft, in bytes: what does not shrink when it is compressed.
std::size_t sarif_weight(const Occurrence& occurrence);

/// A notice that a draft could not be checked.
SarifJson sarif_not_checked(const DraftReport& draft);

/// A notice that results over the limits were left out.
SarifJson sarif_left_out(std::string_view text);

/// The descriptors of both notices.
SarifJson sarif_notification_kinds();

}  // namespace sendguard::report

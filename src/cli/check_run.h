// One run of `check` up to its report: what is selected, the policy that holds for it, and every
// draft checked. Shared by `check` and `baseline`.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/policy_choice.h"
#include "report/report.h"

namespace sendguard::cli {

struct CheckRun {
    PolicyChoice choice;    ///< owns what the report points at
    report::Report report;  ///< drafts in the order of the selection, on any number of threads
    std::string nothing;    ///< why there is rightly nothing to check; "" otherwise
};

/// in:  digests - whether the report names the drafts' digests
/// out: nullopt: it could not begin, and why is said
std::optional<CheckRun> run_checks(const Arguments& arguments, bool digests, Console& console);

}  // namespace sendguard::cli

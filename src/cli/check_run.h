// One run of `check` up to its report: what is selected, the policy that holds for it, and every
// draft checked. Shared by `check` and `baseline`.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/commit_trailers.h"
#include "cli/console.h"
#include "cli/policy_choice.h"
#include "cli/request.h"
#include "cli/selection.h"
#include "report/report.h"

namespace sendguard::cli {

/// What a run is for.
struct RunWanted {
    bool digests = false;  ///< its report names the drafts' digests
    bool fixable = false;  ///< CheckRun::fixable
};

struct CheckRun {
    PolicyChoice choice;    ///< owns what the report points at
    report::Report report;  ///< drafts in the order of the selection, on any number of threads
    std::string nothing;    ///< why there is rightly nothing to check; "" otherwise
    /// By draft: its bytes, where wanted and a rule calls something in it fixable; else null.
    std::vector<std::shared_ptr<const std::string>> fixable;

    RunWanted wanted;
    Request request;
    Selection selection;
    std::optional<CommitTrailers> trailers;
    std::size_t threads = 1;
};

/// nullopt: it could not begin, and why is said.
std::optional<CheckRun> run_checks(const Arguments& arguments, const RunWanted& wanted,
                                   Console& console);

/// The same drafts again, as they stand now; in place of the report that there was.
void check_again(CheckRun& run, const Arguments& arguments, Console& console);

}  // namespace sendguard::cli

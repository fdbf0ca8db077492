// The findings that a house knows of and lets stand for now, so that a gate can ask of new ones
// only. A file of JSON in the repository, in stable order, so that a review sees what was added.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/report.h"

namespace sendguard::report {

struct Baseline {
    std::vector<BaselineEntry> entries;  ///< by path, rule, then place
};

/// errors: bad_input, with what is wrong in which file
Result<Baseline> parse_baseline(std::string_view bytes, const std::string& file);
std::string format_baseline(const Baseline& baseline);

/// The baseline that holds all findings of a report that stand; reasons are those of `before`.
Baseline baseline_of(const Report& report, const Baseline& before);

/// Moves what the baseline knows from each draft's findings to its `baselined`, and gives it the
/// verdict of the rest. A finding that blocks is known only by an entry with a reason. Entries of
/// files that were checked and that no finding meets go to report.baseline->stale.
///
/// in: file - the baseline's name, for the report
void apply_baseline(const Baseline& baseline, const std::string& file, Report& report);

}  // namespace sendguard::report

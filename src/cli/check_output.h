// Where `check` puts its reports: one on standard output (--format), any number of others into
// files
// (--output FORMAT=FILE), and in GitHub Actions a summary for the step.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "report/report.h"

namespace sendguard::cli {

/// The values of --format, as the option table and --output take them.
const std::vector<std::string_view>& report_formats();

struct Output {
    std::string format;
    std::string file;  ///< "-": standard output
};

/// What --format and --output ask for: standard output's report first.
///
/// errors: bad_input (an --output that is not FORMAT=FILE, an unknown format, a file named twice,
///         more than one report for standard output)
Result<std::vector<Output>> read_outputs(const Arguments& arguments);

/// Writes all that is asked for; a file is replaced whole or left as it was.
///
/// in:     report - its drafts' paths are filled in
/// errors: io (the first fault; the other reports are written all the same), bad_input (a report
///         would overwrite a draft)
Result<void> write_reports(report::Report& report, const std::vector<Output>& outputs,
                           const Arguments& arguments, Console& console);

}  // namespace sendguard::cli

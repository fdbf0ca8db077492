// `baseline`: writes down the findings that stand today, so that `check --baseline` asks of new
// ones only.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/files.h"
#include "cli/baseline_file.h"
#include "cli/check_run.h"
#include "cli/commands.h"
#include "gate/answers.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

constexpr int kCouldNotCheck = static_cast<int>(gate::CheckExit::could_not_check);
constexpr std::size_t kMaxBaselineBytes = std::size_t{256} << 20;

/// Whether all drafts could be checked; those that could not are told.
bool all_checked(const report::Report& report, Console& console) {
    bool all = true;
    for (const auto& draft : report.drafts) {
        if (draft.evaluation.verdict != check::Verdict::error) continue;
        console.complain(
            fmt::format("{}: {}", report::printable(draft.source), report::printable(draft.error)));
        all = false;
    }
    return all;
}

std::size_t missing_in(const report::Baseline& from, const report::Baseline& in) {
    std::set<std::string_view> known;
    for (const auto& entry : in.entries) known.insert(entry.fingerprint);
    return static_cast<std::size_t>(std::ranges::count_if(
        from.entries, [&](const auto& entry) { return !known.contains(entry.fingerprint); }));
}

void say_what_changed(const std::string& file, const report::Baseline& before,
                      const report::Baseline& after, Console& console) {
    console.out << fmt::format("{}: {} findings known, {} new, {} gone\n", report::printable(file),
                               after.entries.size(), missing_in(after, before),
                               missing_in(before, after));
    const auto unexplained = std::ranges::count_if(
        after.entries, [](const auto& entry) { return entry.blocks && entry.reason.empty(); });
    if (unexplained != 0) {
        console.out << fmt::format(
            "{} of them block and count only when a \"reason\" is written beside them\n",
            unexplained);
    }
}

}  // namespace

Result<report::Baseline> read_baseline(const std::string& file) {
    BOOST_OUTCOME_TRY(const auto bytes, read_file(file, kMaxBaselineBytes));
    return report::parse_baseline(bytes, file);
}

int run_baseline(const Arguments& arguments, Console& console) {
    const auto& file = arguments.positional().front();
    report::Baseline before;
    auto known = read_baseline(file);
    if (known) {
        before = std::move(known.value());
    } else if (known.error().code != Errc::not_found) {
        console.complain(known.error().message);
        return kCouldNotCheck;
    }
    const auto run = run_checks(arguments.without_first(), {}, console);
    if (!run) return kCouldNotCheck;
    if (!all_checked(run->report, console)) {
        console.complain("the baseline is not written: what could not be checked is not known");
        return kCouldNotCheck;
    }
    const auto after = report::baseline_of(run->report, before);
    if (const auto written = write_file(file, report::format_baseline(after)); !written) {
        console.complain(written.error().message);
        return kCouldNotCheck;
    }
    if (!arguments.has("quiet")) say_what_changed(file, before, after, console);
    return static_cast<int>(gate::CheckExit::clean);
}

}  // namespace sendguard::cli

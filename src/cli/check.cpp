// `check`: drafts against the policy. The worst draft's exit code is the command's.
#include <fmt/format.h>

#include <algorithm>

#include "cli/baseline_file.h"
#include "cli/check_output.h"
#include "cli/check_run.h"
#include "cli/commands.h"
#include "gate/answers.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

constexpr int kCouldNotCheck = static_cast<int>(gate::CheckExit::could_not_check);

/// The weakest action that counts as a stop; nullopt: --strict and --fail-on contradict each other.
std::optional<policy::Action> fail_on(const Arguments& arguments) {
    const bool strict = arguments.has("strict");
    const auto given = arguments.value("fail-on");
    if (!given) return strict ? policy::Action::warn : policy::Action::hold;
    if (strict && *given != "warn") return std::nullopt;
    return policy::action_from_name(*given);
}

int exit_for(const report::Report& report, policy::Action fail_on, bool exit_zero) {
    int worst = static_cast<int>(gate::CheckExit::clean);
    for (const auto& draft : report.drafts) {
        const auto exit = gate::check_exit(draft.evaluation.verdict, fail_on);
        if (exit_zero && exit == gate::CheckExit::stopped) continue;
        worst = std::max(worst, static_cast<int>(exit));
    }
    return worst;
}

/// Whether a report is asked for that names the drafts' digests.
bool names_digests(const std::vector<Output>& outputs) {
    return std::ranges::any_of(outputs, [](const Output& output) {
        return output.format == "json" || output.format == "jsonl";
    });
}

}  // namespace

int run_check(const Arguments& arguments, Console& console) {
    const auto stop_at = fail_on(arguments);
    if (!stop_at) {
        console.complain("--strict is --fail-on warn: give one of them");
        return kCouldNotCheck;
    }
    const auto outputs = read_outputs(arguments);
    if (!outputs) {
        console.complain(outputs.error().message);
        return kCouldNotCheck;
    }
    report::Baseline baseline;
    const auto baseline_file = arguments.value("baseline");
    if (baseline_file) {
        auto known = read_baseline(*baseline_file);
        if (!known) {
            console.complain(report::printable(known.error().message));
            return kCouldNotCheck;
        }
        baseline = std::move(known.value());
    }
    auto run = run_checks(arguments, names_digests(outputs.value()), console);
    if (!run) return kCouldNotCheck;
    if (baseline_file) report::apply_baseline(baseline, *baseline_file, run->report);
    if (!run->nothing.empty() && !arguments.has("quiet")) console.say(run->nothing);
    const auto written = write_reports(run->report, outputs.value(), arguments, console);
    if (!written) {
        console.complain(written.error().message);
        return kCouldNotCheck;
    }
    return exit_for(run->report, *stop_at, arguments.has("exit-zero"));
}

}  // namespace sendguard::cli

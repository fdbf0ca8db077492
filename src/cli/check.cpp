// `check`: drafts against the policy. The worst draft's exit code is the command's.
#include <fmt/format.h>

#include <algorithm>

#include "cli/baseline_file.h"
#include "cli/check_output.h"
#include "cli/check_run.h"
#include "cli/commands.h"
#include "cli/fixing.h"
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
    const bool fixable = report.fixes && !report.fixes->made && report.fixes->lines != 0;
    if (fixable && !exit_zero) worst = std::max(worst, static_cast<int>(gate::CheckExit::stopped));
    return worst;
}

/// Whether a report is asked for that names the drafts' digests.
bool names_digests(const std::vector<Output>& outputs) {
    return std::ranges::any_of(outputs, [](const Output& output) {
        return output.format == "json" || output.format == "jsonl";
    });
}

Result<std::optional<report::Baseline>> baseline_of(const Arguments& arguments) {
    const auto file = arguments.value("baseline");
    if (!file) return std::optional<report::Baseline>();
    BOOST_OUTCOME_TRY(auto known, read_baseline(*file));
    return std::optional(std::move(known));
}

/// What a command line asks for beside the drafts.
struct Wishes {
    policy::Action stop_at = policy::Action::hold;
    FixMode fix = FixMode::none;
    std::vector<Output> outputs;
    std::optional<report::Baseline> baseline;
};
Result<Wishes> read_wishes(const Arguments& arguments) {
    Wishes wishes;
    const auto stop_at = fail_on(arguments);
    if (!stop_at) return error(Errc::bad_input, "--strict is --fail-on warn: give one of them");
    wishes.stop_at = *stop_at;
    BOOST_OUTCOME_TRY(wishes.fix, fix_mode(arguments));
    BOOST_OUTCOME_TRY(wishes.outputs, read_outputs(arguments));
    BOOST_OUTCOME_TRY(wishes.baseline, baseline_of(arguments));
    return wishes;
}

void use_baseline(const Wishes& wishes, const Arguments& arguments, report::Report& report) {
    if (wishes.baseline)
        report::apply_baseline(*wishes.baseline, arguments.value("baseline").value(), report);
}

/// Shows the fixes and, with --fix, writes them and checks again. False: not all could be written.
bool fix(const Wishes& wishes, const Arguments& arguments, CheckRun& run, Console& console) {
    if (wishes.fix == FixMode::none) return true;
    const auto fixes = find_fixes(run);
    // Standard output holds one thing for programs: the report, or else the diff.
    const bool on_out = wishes.outputs.front().format == "text";
    auto& stream = on_out ? console.out : console.err;
    show_diff(fixes, stream, on_out ? console.out_terminal : console.err_terminal);
    if (wishes.fix == FixMode::diff) {
        std::size_t lines = 0;
        for (const auto& one : fixes) lines += one.lines;
        run.report.fixes = {.lines = lines, .made = false};
        return true;
    }
    if (!stream.good()) {
        console.complain("the diff cannot be shown, and nothing was changed");
        return false;
    }
    const auto written = write_fixes(fixes, console);
    if (written.lines != 0) {
        check_again(run, arguments, console);
        use_baseline(wishes, arguments, run.report);
    }
    run.report.fixes = {.lines = written.lines, .made = true};
    if (!on_out && !arguments.has("quiet")) console.say(fmt::format("{} fixed", written.lines));
    return written.all;
}

/// With --diff, standard output is the diff alone, so that it can be kept and applied.
Console console_of_report(const Wishes& wishes, Console& console) {
    if (wishes.fix != FixMode::diff || wishes.outputs.front().format != "text") return console;
    return {.out = console.err,
            .err = console.err,
            .out_terminal = console.err_terminal,
            .err_terminal = console.err_terminal,
            .in_terminal = console.in_terminal,
            .width = console.width};
}

}  // namespace

int run_check(const Arguments& arguments, Console& console) {
    auto wishes = read_wishes(arguments);
    if (!wishes) {
        console.complain(report::printable(wishes.error().message));
        return kCouldNotCheck;
    }
    auto run = run_checks(arguments,
                          {.digests = names_digests(wishes.value().outputs),
                           .fixable = wishes.value().fix != FixMode::none},
                          console);
    if (!run) return kCouldNotCheck;
    use_baseline(wishes.value(), arguments, run->report);
    if (!run->nothing.empty() && !arguments.has("quiet")) console.say(run->nothing);
    const bool fixed = fix(wishes.value(), arguments, *run, console);
    auto shown = console_of_report(wishes.value(), console);
    const auto written = write_reports(run->report, wishes.value().outputs, arguments, shown);
    if (!written) {
        console.complain(written.error().message);
        return kCouldNotCheck;
    }
    if (!fixed) return kCouldNotCheck;
    return exit_for(run->report, wishes.value().stop_at, arguments.has("exit-zero"));
}

}  // namespace sendguard::cli

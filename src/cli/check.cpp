// `check`: drafts against the policy. The worst draft's exit code is the command's.
#include <algorithm>

#include "cli/check_output.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/policy_choice.h"
#include "cli/selection.h"
#include "gate/answers.h"

namespace sendguard::cli {
namespace {

constexpr int kCouldNotCheck = static_cast<int>(gate::CheckExit::could_not_check);

int exit_for(const report::Report& report, bool strict) {
    int worst = static_cast<int>(gate::CheckExit::clean);
    for (const auto& draft : report.drafts) {
        const auto& answer = gate::answer(draft.evaluation.verdict, false);
        worst = std::max(worst, static_cast<int>(strict ? answer.check_strict : answer.check));
    }
    return worst;
}

}  // namespace

int run_check(const Arguments& arguments, Console& console) {
    const auto request = read_request(arguments);
    if (!request) {
        console.complain(request.error().message);
        return kCouldNotCheck;
    }
    const auto outputs = read_outputs(arguments);
    if (!outputs) {
        console.complain(outputs.error().message);
        return kCouldNotCheck;
    }
    const auto drafts = select_drafts(arguments.positional());
    if (!drafts) {
        console.complain(drafts.error().message);
        return kCouldNotCheck;
    }
    const auto choice = choose_policy(arguments, drafts.value().front(), console);
    if (!choice.policy) return kCouldNotCheck;
    report::Report report{.policy = choice.policy.get(), .drafts = {}};
    check::Workspace workspace;
    for (const auto& path : drafts.value()) {
        auto checked =
            check_draft(*choice.policy, path, request.value(), policy::GateKind::check, workspace);
        report.drafts.push_back(std::move(checked.report));
    }
    const auto written = write_reports(report, outputs.value(), arguments, console);
    if (!written) {
        console.complain(written.error().message);
        return kCouldNotCheck;
    }
    return exit_for(report, arguments.has("strict"));
}

}  // namespace sendguard::cli

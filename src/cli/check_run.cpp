#include "cli/check_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "cli/draft_check.h"
#include "cli/parallel.h"
#include "cli/progress.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kMostThreads = 256;

Result<std::size_t> thread_count(const Arguments& arguments) {
    const auto given = arguments.value("threads");
    if (!given) return processors();
    std::size_t count = 0;
    const auto [end, code] = std::from_chars(given->data(), given->data() + given->size(), count);
    if (code != std::errc() || end != given->data() + given->size() || count < 1 ||
        count > kMostThreads) {
        return error(Errc::bad_input, fmt::format("--threads is a number from 1 to {}, not '{}'",
                                                  kMostThreads, escape_invisible(*given)));
    }
    return count;
}

std::vector<std::filesystem::path> paths_of(const Selection& selection) {
    std::vector<std::filesystem::path> paths;
    for (const auto& draft : selection.drafts) paths.emplace_back(draft.path);
    if (paths.empty()) paths.emplace_back("-");  // the policy of this folder
    return paths;
}

/// What each worker keeps from draft to draft.
struct Worker {
    check::Workspace workspace;
    NamesByFolder paths{path_in_repository};
};

Result<DraftFile> read_with_trailers(const Candidate& candidate, GitBlobs* blobs,
                                     NamesByFolder& paths,
                                     const std::optional<CommitTrailers>& trailers) {
    BOOST_OUTCOME_TRY(auto file, read_candidate(candidate, blobs, paths));
    if (trailers && !candidate.standard_input) {
        BOOST_OUTCOME_TRY(file.of_commit, trailers->facts(candidate.path));
    }
    return file;
}

/// Whether a draft's bytes are kept for a fix.
bool has_fixable(const check::Evaluation& evaluation) {
    return std::ranges::any_of(evaluation.findings, [](const check::Finding& finding) {
        return !finding.removable.empty();
    });
}

void check_all(CheckRun& run, Progress& progress) {
    const auto& drafts = run.selection.drafts;
    run.report.drafts.assign(drafts.size(), {});
    run.fixable.assign(drafts.size(), nullptr);
    std::vector<Worker> workers(std::min(run.threads, std::max(drafts.size(), 1ul)));
    for_each_in_parallel(
        drafts.size(), run.threads,
        [&](std::size_t worker, std::size_t i) {
            auto& [workspace, paths] = workers[worker];
            auto checked = check_draft_file(
                *run.choice.policy,
                read_with_trailers(drafts[i], run.selection.blobs.get(), paths, run.trailers),
                drafts[i].path, run.request, policy::GateKind::check, workspace);
            if (run.wanted.fixable && has_fixable(checked.report.evaluation))
                run.fixable[i] = checked.bytes;
            run.report.drafts[i] = std::move(checked.report);
        },
        [&](std::size_t done) { progress.show(done); });
    progress.erase();
}

/// What the command line asks for, before any policy is read.
Result<CheckRun> plan_run(const Arguments& arguments, const RunWanted& wanted) {
    CheckRun run;
    run.wanted = wanted;
    BOOST_OUTCOME_TRY(run.request, read_request(arguments));
    run.request.digest = wanted.digests;
    BOOST_OUTCOME_TRY(run.threads, thread_count(arguments));
    BOOST_OUTCOME_TRY(run.selection, select_drafts(arguments));
    return run;
}

}  // namespace

std::optional<CheckRun> run_checks(const Arguments& arguments, const RunWanted& wanted,
                                   Console& console) {
    auto planned = plan_run(arguments, wanted);
    if (!planned) {
        console.complain(planned.error().message);
        return std::nullopt;
    }
    auto& run = planned.value();
    const auto paths = paths_of(run.selection);
    if (const auto conflict = policy_conflict(arguments, paths)) {
        console.complain(*conflict);
        return std::nullopt;
    }
    run.choice = choose_policy(arguments, paths.front(), console);
    if (!run.choice.policy) return std::nullopt;
    for (const auto& note : run.selection.notes) console.say(report::printable(note));
    run.nothing = run.selection.nothing;
    if (arguments.has("trailers")) {
        auto opened = CommitTrailers::open(*run.choice.policy);
        if (!opened) {
            console.complain(report::printable(opened.error().message));
            return std::nullopt;
        }
        run.trailers.emplace(std::move(opened.value()));
    }
    std::string trouble;
    auto histories = gate::histories_for(*run.choice.policy, gate::HistoryUse::ask, trouble);
    if (!histories) {
        console.complain(report::printable("the history: " + histories.error().message));
        return std::nullopt;
    }
    if (!trouble.empty()) console.complain(report::printable(trouble));
    run.request.histories = std::move(histories.value());
    check_again(run, arguments, console);
    return std::move(run);
}

void check_again(CheckRun& run, const Arguments& arguments, Console& console) {
    run.report = {};
    run.report.policy = run.choice.policy.get();
    Progress progress(console, run.selection.drafts.size(), !arguments.has("quiet"));
    check_all(run, progress);
}

}  // namespace sendguard::cli

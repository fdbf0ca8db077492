#include "cli/check_run.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "base/text.h"
#include "cli/commit_trailers.h"
#include "cli/draft_check.h"
#include "cli/parallel.h"
#include "cli/progress.h"
#include "cli/selection.h"
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

struct Plan {
    Request request;
    Selection selection;
    std::size_t threads = 1;
};

Result<Plan> make_plan(const Arguments& arguments, bool digests) {
    Plan plan;
    BOOST_OUTCOME_TRY(plan.request, read_request(arguments));
    plan.request.digest = digests;
    BOOST_OUTCOME_TRY(plan.threads, thread_count(arguments));
    BOOST_OUTCOME_TRY(plan.selection, select_drafts(arguments));
    return plan;
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
        BOOST_OUTCOME_TRY(file.of_commit, trailers->signoffs(candidate.path));
    }
    return file;
}

void check_all(const Plan& plan, const policy::Policy& policy,
               const std::optional<CommitTrailers>& trailers, Progress& progress,
               report::Report& report) {
    const auto& drafts = plan.selection.drafts;
    report.drafts.resize(drafts.size());
    std::vector<Worker> workers(std::min(plan.threads, std::max(drafts.size(), 1ul)));
    for_each_in_parallel(
        drafts.size(), plan.threads,
        [&](std::size_t worker, std::size_t i) {
            auto& [workspace, paths] = workers[worker];
            auto checked = check_draft_file(
                policy, read_with_trailers(drafts[i], plan.selection.blobs.get(), paths, trailers),
                drafts[i].path, plan.request, policy::GateKind::check, workspace);
            report.drafts[i] = std::move(checked.report);
        },
        [&](std::size_t done) { progress.show(done); });
    progress.erase();
}

}  // namespace

std::optional<CheckRun> run_checks(const Arguments& arguments, bool digests, Console& console) {
    auto plan = make_plan(arguments, digests);
    if (!plan) {
        console.complain(plan.error().message);
        return std::nullopt;
    }
    const auto& selection = plan.value().selection;
    const auto paths = paths_of(selection);
    if (const auto conflict = policy_conflict(arguments, paths)) {
        console.complain(*conflict);
        return std::nullopt;
    }
    CheckRun run;
    run.choice = choose_policy(arguments, paths.front(), console);
    if (!run.choice.policy) return std::nullopt;
    for (const auto& note : selection.notes) console.say(report::printable(note));
    run.nothing = selection.nothing;
    run.report.policy = run.choice.policy.get();
    std::optional<CommitTrailers> trailers;
    if (arguments.has("trailers")) {
        auto opened = CommitTrailers::open(*run.choice.policy);
        if (!opened) {
            console.complain(report::printable(opened.error().message));
            return std::nullopt;
        }
        trailers.emplace(std::move(opened.value()));
    }
    Progress progress(console, selection.drafts.size(), !arguments.has("quiet"));
    check_all(plan.value(), *run.choice.policy, trailers, progress, run.report);
    return run;
}

}  // namespace sendguard::cli

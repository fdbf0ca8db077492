// The parts of the gate in CI that are pure: exit codes, threads, progress.
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

#include "cli/folder_walk.h"
#include "cli/parallel.h"
#include "cli/progress.h"
#include "gate/answers.h"

using namespace sendguard;
using namespace sendguard::cli;

TEST_CASE("fail on: hold and warn are the two columns of the table", "[cli][answers]") {
    for (const auto verdict :
         {check::Verdict::pass, check::Verdict::note, check::Verdict::warn, check::Verdict::hold,
          check::Verdict::block, check::Verdict::error}) {
        CAPTURE(check::verdict_name(verdict));
        CHECK(gate::check_exit(verdict, policy::Action::hold) ==
              gate::answer(verdict, false).check);
        CHECK(gate::check_exit(verdict, policy::Action::warn) ==
              gate::answer(verdict, false).check_strict);
    }
    CHECK(gate::check_exit(check::Verdict::note, policy::Action::note) == gate::CheckExit::stopped);
    CHECK(gate::check_exit(check::Verdict::pass, policy::Action::note) == gate::CheckExit::clean);
    CHECK(gate::check_exit(check::Verdict::hold, policy::Action::block) == gate::CheckExit::clean);
    CHECK(gate::check_exit(check::Verdict::error, policy::Action::block) ==
          gate::CheckExit::could_not_check);
}

TEST_CASE("parallel: every item is done once, by a worker that has a number", "[cli][parallel]") {
    for (const std::size_t threads : {1, 3, 16}) {
        std::vector<int> done(1000);
        std::vector<std::size_t> by(1000);
        for_each_in_parallel(
            done.size(), threads,
            [&](std::size_t worker, std::size_t i) {
                ++done[i];
                by[i] = worker;
            },
            [](std::size_t) {});
        CHECK(done == std::vector<int>(1000, 1));
        for (const auto worker : by) REQUIRE(worker < threads);
    }
}

TEST_CASE("parallel: what one worker throws is thrown to the caller", "[cli][parallel]") {
    const auto fail = [](std::size_t, std::size_t i) {
        if (i == 7) throw std::runtime_error("seven");
    };
    CHECK_THROWS_AS(for_each_in_parallel(100, 4, fail, [](std::size_t) {}), std::runtime_error);
}

TEST_CASE("progress: large numbers can be read", "[cli][progress]") {
    CHECK(progress_text(0, 7) == "0 of 7 files");
    CHECK(progress_text(1203, 10000) == "1,203 of 10,000 files");
    CHECK(progress_text(999, 1234567) == "999 of 1,234,567 files");
}

TEST_CASE("endings: a draft's ending counts in any case, and needs a name before it",
          "[cli][selection]") {
    CHECK(has_draft_ending("news/Letter.DOCX"));
    CHECK(has_draft_ending("a.b.md"));
    CHECK_FALSE(has_draft_ending(".md"));
    CHECK_FALSE(has_draft_ending("news.md/picture.png"));
    CHECK_FALSE(has_draft_ending("README"));
}

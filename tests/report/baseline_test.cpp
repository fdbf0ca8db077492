#include "report/baseline.h"

#include <catch2/catch.hpp>

#include "report/fingerprint.h"
#include "report/fixture.h"

using namespace sendguard;
using namespace sendguard::report;

namespace {

Report one_report() {
    auto finding = hold_finding();
    finding.places = {subject_place(), subject_place()};
    finding.places[1].line = 9;
    Report report;
    report.drafts = {
        draft_report("letter.eml", check::Verdict::block, {marker_finding(), finding})};
    report.drafts[0].path = "press/letter.eml";
    return report;
}

}  // namespace

TEST_CASE("fingerprint: blanks do not count, rule, path, line and ordinal do",
          "[report][baseline]") {
    const auto known = fingerprint("a/b", "x.md", "Not  for\trelease. ", 0);
    CHECK(known.size() == 64);
    CHECK(known == fingerprint("a/b", "x.md", " Not for release.", 0));
    CHECK(known != fingerprint("a/c", "x.md", "Not for release.", 0));
    CHECK(known != fingerprint("a/b", "y.md", "Not for release.", 0));
    CHECK(known != fingerprint("a/b", "x.md", "Not for release!", 0));
    CHECK(known != fingerprint("a/b", "x.md", "Not for release.", 1));
    CHECK(fingerprint("a", "bc", "", 0) != fingerprint("ab", "c", "", 0));
}

TEST_CASE("fingerprint: like lines are told apart by their order", "[report][baseline]") {
    const auto places = known_places(one_report().drafts[0].evaluation.findings[1], "p");
    REQUIRE(places.size() == 2);
    CHECK(places[0].line == places[1].line);
    CHECK(places[0].fingerprint != places[1].fingerprint);
    CHECK(known_places(hold_finding(), "p").size() == 1);
}

TEST_CASE("baseline: what is written is read again, and covers all but blocks",
          "[report][baseline]") {
    auto report = one_report();
    auto baseline = baseline_of(report, {});
    REQUIRE(baseline.entries.size() == 3);
    const auto again = parse_baseline(format_baseline(baseline), "b.json");
    REQUIRE(again);
    CHECK(again.value().entries.size() == 3);
    CHECK(format_baseline(again.value()).size() <= format_baseline(baseline).size());
    apply_baseline(again.value(), "b.json", report);
    const auto& evaluation = report.drafts[0].evaluation;
    CHECK(evaluation.verdict == check::Verdict::block);
    CHECK(evaluation.findings.size() == 1);
    CHECK(evaluation.baselined.size() == 1);
    CHECK(report.baseline->stale.empty());
}

TEST_CASE("baseline: a reason covers a block, and is kept", "[report][baseline]") {
    auto report = one_report();
    auto baseline = baseline_of(report, {});
    for (auto& entry : baseline.entries) entry.reason = "Known since May.";
    CHECK(baseline_of(report, baseline).entries[0].reason == "Known since May.");
    apply_baseline(baseline, "b.json", report);
    CHECK(report.drafts[0].evaluation.verdict == check::Verdict::pass);
    CHECK(report.drafts[0].evaluation.baselined.size() == 2);
}

TEST_CASE("baseline: only entries of checked files can be stale", "[report][baseline]") {
    auto report = one_report();
    Baseline baseline;
    baseline.entries = {{.fingerprint = "1", .rule = "a/b", .path = "press/letter.eml"},
                        {.fingerprint = "2", .rule = "a/b", .path = "press/other.eml"}};
    apply_baseline(baseline, "b.json", report);
    REQUIRE(report.baseline->stale.size() == 1);
    CHECK(report.baseline->stale[0].fingerprint == "1");
}

TEST_CASE("baseline: what could not be checked stays so", "[report][baseline][security]") {
    auto report = one_report();
    report.drafts[0].evaluation.verdict = check::Verdict::error;
    apply_baseline(baseline_of(report, {}), "b.json", report);
    CHECK(report.drafts[0].evaluation.verdict == check::Verdict::error);
    CHECK(report.drafts[0].evaluation.findings.size() == 2);
}

// Golden parts; tests/e2e/formats_test.py holds whole logs to the schema.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "report/fixture.h"
#include "report/formats.h"

using namespace sendguard;
using namespace sendguard::report;
using Json = nlohmann::json;

namespace {

Json run_of(const Report& report, const SourceReader& source = nullptr) {
    return Json::parse(sarif_report(report, source))["runs"][0];
}

bool has_empty_string(const Json& json) {
    if (json.is_string()) return json.get<std::string>().empty();
    if (!json.is_structured()) return false;
    for (const auto& item : json) {
        if (has_empty_string(item)) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("sarif report: a result a place, with rule, level, region and snippet",
          "[report][sarif]") {
    const auto run = run_of(mixed_report());
    CHECK(run["columnKind"] == "utf16CodeUnits");
    REQUIRE(run["results"].size() == 4);
    const auto& result = run["results"][2];
    CHECK(result["ruleId"] == "drafts/subject-marker");
    CHECK(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"] ==
          "drafts/subject-marker");
    CHECK(result["level"] == "error");
    const auto& physical = result["locations"][0]["physicalLocation"];
    CHECK(physical["artifactLocation"] == Json({{"uri", "z.eml"}, {"uriBaseId", "%SRCROOT%"}}));
    CHECK(physical["region"] == Json({{"startLine", 3},
                                      {"startColumn", 10},
                                      {"endLine", 3},
                                      {"endColumn", 15},
                                      {"snippet", {{"text", "DRAFT"}}}}));
    CHECK(result["locations"][0]["logicalLocations"][0]["name"] == "subject");
    CHECK(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
          "a%20b.eml");
    CHECK(run["results"][1]["level"] == "warning");
    CHECK_FALSE(has_empty_string(run));
}

TEST_CASE("sarif report: a rule says what, why and what to do", "[report][sarif]") {
    const auto rule = run_of(mixed_report())["tool"]["driver"]["rules"][0];
    CHECK(rule["id"] == "drafts/subject-marker");
    CHECK(rule["shortDescription"]["text"] == "The subject says that this is a draft.");
    CHECK(rule["fullDescription"]["text"] == "A draft that leaves is a decision.");
    CHECK(rule["help"]["text"] == "Take the mark off when the text is final.");
    CHECK(rule["defaultConfiguration"]["level"] == "error");
    CHECK(rule["properties"]["tags"] == Json({"send-guard", "block", "drafts"}));
}

TEST_CASE("sarif report: a draft that could not be checked is a failed run's notice",
          "[report][sarif]") {
    const auto invocation = run_of(mixed_report())["invocations"][0];
    CHECK(invocation["executionSuccessful"] == false);
    const auto& notice = invocation["toolExecutionNotifications"][0];
    CHECK(notice["level"] == "error");
    CHECK(notice["descriptor"]["id"] == "not-checked");
    CHECK(notice["message"]["text"] == "b/gone.eml does not exist");
    CHECK(run_of({})["invocations"][0]["executionSuccessful"] == true);
}

TEST_CASE("sarif report: GitHub's line hash where the file can be read, else our own",
          "[report][sarif]") {
    auto finding = marker_finding();
    finding.places[0].line = finding.places[0].end_line = 2;
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::block, {finding})};
    const auto prints = [&](const SourceReader& source) {
        return run_of(report, source)["results"][0]["partialFingerprints"];
    };
    const auto with = prints([](const DraftReport&) { return " a\nb\n  \t\tc\n d"; });
    CHECK(with["primaryLocationLineHash"] == "54703d4cd895b18:1");
    const auto without = prints([](const DraftReport&) { return std::nullopt; });
    CHECK(without["primaryLocationLineHash"].get<std::string>().size() == 18);
    CHECK(with["sendGuard/v1"] == without["sendGuard/v1"]);
}

TEST_CASE("sarif report: decoded text is at no line of the file, and the message says where",
          "[report][sarif]") {
    auto finding = marker_finding();
    finding.places[0].place = draft::Place::body;
    finding.places[0].part = "1.2";
    finding.places[0].decoded = true;
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::block, {finding})};
    const auto result = run_of(report)["results"][0];
    CHECK(result["locations"][0]["physicalLocation"]["region"] ==
          Json({{"startLine", 1}, {"endLine", 1}}));
    CHECK_THAT(result["message"]["text"].get<std::string>(),
               Catch::Contains("(in part 1.2, decoded, line 3: \"DRAFT\")"));
    CHECK(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] ==
          "in part 1.2, decoded, line 3");
}

TEST_CASE("sarif report: GitHub's limits are kept, the least severe left out and counted",
          "[report][sarif]") {
    auto many = marker_finding();
    many.places.assign(24999, subject_place());
    auto notes = marker_finding();
    notes.rule = "a/note";
    notes.action = policy::Action::note;
    notes.places.assign(3, subject_place());
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::block, {notes, many})};
    const auto run = run_of(report);
    CHECK(run["results"].size() == 25000);
    const auto notices = run["invocations"][0]["toolExecutionNotifications"];
    REQUIRE(notices.size() == 1);
    CHECK(notices[0]["descriptor"]["id"] == "left-out");
    CHECK_THAT(notices[0]["message"]["text"].get<std::string>(), Catch::Contains(": 2 notes."));
}

TEST_CASE("sarif report: what a draft says is no link of a message", "[report][sarif][security]") {
    Report report;
    report.drafts = {hostile_draft()};
    const auto run = run_of(report);
    for (const auto& result : run["results"]) {
        CHECK_THAT(result["message"]["text"].get<std::string>(), !Catch::Contains("]("));
    }
    CHECK_FALSE(has_empty_string(run));
}

TEST_CASE("reports: findings that do not stand are counted where a format has a place for it",
          "[report]") {
    auto report = mixed_report();
    auto& evaluation = report.drafts[0].evaluation;
    evaluation.allowed = {marker_finding(), marker_finding()};
    evaluation.baselined = {hold_finding()};
    report.drafts[3].evaluation.cleared = {hold_finding()};
    const std::string words = "1 cleared by sign-off; 2 allowed by comments; 1 in the baseline";
    CHECK_THAT(text_report(report, {}), Catch::Contains("; " + words + "\n"));
    CHECK_THAT(html_report(report), Catch::Contains(words + "</p>"));
    CHECK_THAT(markdown_report(report, 60000), Catch::Contains(words + ".\n"));
    const auto run = run_of(report);
    CHECK(run["properties"] == Json({{"cleared", 1}, {"allowed", 2}, {"baselined", 1}}));
    CHECK(run["results"].size() == run_of(mixed_report())["results"].size());
    const auto draft = Json::parse(json_report(report))["drafts"][0];
    CHECK(draft["allowed"].size() == 2);
    CHECK(draft["baselined"].size() == 1);
    CHECK_THAT(jsonl_report(report), Catch::Contains(R"("baselined":[{)"));
    CHECK_THAT(markdown_report(mixed_report(), 60000), !Catch::Contains("do not stand"));
    CHECK_THAT(html_report(mixed_report()), !Catch::Contains("do not stand"));
}

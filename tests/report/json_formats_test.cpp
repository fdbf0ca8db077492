// GitLab's Code Quality, reviewdog's rdjson and JSON lines.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "report/fixture.h"
#include "report/formats.h"

using namespace sendguard;
using namespace sendguard::report;
using Json = nlohmann::json;

namespace {

bool is_ascii_text(const std::string& text) {
    for (const char c : text) {
        if (c != '\n' && (c < 0x20 || c >= 0x7f)) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("gitlab report: what Code Quality asks for, by path and place", "[report][gitlab]") {
    const auto json = Json::parse(gitlab_report(mixed_report()));
    REQUIRE(json.size() == 5);
    CHECK(json[0]["check_name"] == "send-guard/not-checked");
    CHECK(json[0]["severity"] == "blocker");
    CHECK(json[1]["location"] ==
          Json({{"path", "a b.eml"}, {"lines", {{"begin", 1}, {"end", 1}}}}));
    CHECK(json[1]["severity"] == "major");
    CHECK(json[2]["severity"] == "minor");
    CHECK(json[3]["location"]["lines"]["begin"] == 3);
    CHECK(json[4]["location"]["lines"]["begin"] == 20);
    CHECK(json[4]["severity"] == "critical");
    std::set<std::string> fingerprints;
    for (const auto& one : json) fingerprints.insert(one["fingerprint"].get<std::string>());
    CHECK(fingerprints.size() == json.size());
}

TEST_CASE("fingerprints: stay when lines move or are indented anew, change with the line",
          "[report][gitlab]") {
    const auto fingerprint = [](std::uint32_t line, std::string text) {
        auto finding = marker_finding();
        finding.places[0].line = line;
        finding.places[0].line_text = std::move(text);
        Report report;
        report.drafts = {draft_report("a.eml", check::Verdict::block, {finding})};
        return Json::parse(gitlab_report(report))[0]["fingerprint"].get<std::string>();
    };
    CHECK(fingerprint(3, "a DRAFT") == fingerprint(9, "  a \t DRAFT "));
    CHECK(fingerprint(3, "a DRAFT") != fingerprint(3, "a DRAFT!"));
}

TEST_CASE("rdjson report: ranges in bytes, the end exclusive", "[report][rdjson]") {
    auto finding = marker_finding();
    finding.places[0].line_text = "Subject: \xC3\xA9 DRAFT";
    finding.places[0].column = 12;
    finding.places[0].end_column = 17;
    Report report;
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {finding})};
    const auto json = Json::parse(rdjson_report(report));
    CHECK(json["source"] == Json({{"name", "send-guard"}}));
    const auto& one = json["diagnostics"][0];
    CHECK(one["location"]["path"] == "letter.eml");
    CHECK(one["location"]["range"] ==
          Json({{"start", {{"line", 3}, {"column", 13}}}, {"end", {{"line", 3}, {"column", 18}}}}));
    CHECK(one["severity"] == "ERROR");
    CHECK(one["code"] == Json({{"value", "drafts/subject-marker"}}));
}

TEST_CASE("rdjson report: a finding of the whole draft has no range", "[report][rdjson]") {
    const auto json = Json::parse(rdjson_report(mixed_report()));
    CHECK(json["diagnostics"][0]["code"]["value"] == "send-guard/not-checked");
    CHECK_FALSE(json["diagnostics"][1]["location"].contains("range"));
    CHECK(json["diagnostics"][2]["severity"] == "WARNING");
}

TEST_CASE("jsonl report: the JSON report's drafts, one a line", "[report][jsonl]") {
    const auto report = mixed_report();
    std::istringstream in(jsonl_report(report));
    std::vector<Json> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
    REQUIRE(lines.size() == 4);
    CHECK(lines[0]["source"] == "a b.eml");
    CHECK(lines[1]["error"] == "b/gone.eml does not exist");
    CHECK(lines[3] == Json::parse(json_report(report))["drafts"][0]);
}

TEST_CASE("json formats: hostile text leaves them valid and in ASCII", "[report][security]") {
    Report report;
    report.drafts = {hostile_draft()};
    for (const auto& text : {gitlab_report(report), rdjson_report(report), jsonl_report(report),
                             sarif_report(report, nullptr)}) {
        CHECK(is_ascii_text(text));
    }
    CHECK_NOTHROW(Json::parse(gitlab_report(report)));
    CHECK_NOTHROW(Json::parse(rdjson_report(report)));
    CHECK(std::ranges::count(jsonl_report(report), '\n') == 1);
}

TEST_CASE("formats: an absolute path is not told where the path is known", "[report]") {
    auto draft = draft_report("/home/anna/repo/letter.eml", check::Verdict::error, {});
    draft.path = "letter.eml";
    draft.error = "cannot read /home/anna/repo/letter.eml";
    Report report;
    report.drafts = {draft};
    for (const auto& text :
         {gitlab_report(report), rdjson_report(report), github_report(report), junit_report(report),
          markdown_report(report), html_report(report), sarif_report(report, nullptr)}) {
        CHECK_THAT(text, !Catch::Contains("home"));
        CHECK_THAT(text, Catch::Contains("letter"));
    }
}

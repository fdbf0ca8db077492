// The JSON report against docs/report.schema.json, and its own promises.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "report/fixture.h"
#include "schema_check/schema_check.h"

using namespace sendguard;
using namespace sendguard::report;

namespace {

constexpr const char* kSchema = SENDGUARD_SOURCE_DIR "/docs/report.schema.json";

/// What the schema says against `json`; "" when it fits.
std::string fault_of(const nlohmann::json& json) {
    return schema_faults(kSchema, json);
}

Report full_report(const policy::Policy& policy) {
    Report report;
    report.policy = &policy;
    auto finding = marker_finding();
    finding.notes = {"a note"};
    finding.more_places = 4;
    finding.places[0].decoded = true;
    finding.places[0].locator = "header Comments";
    auto draft = draft_report("letter.eml", check::Verdict::block, {finding, hold_finding()});
    draft.evaluation.cleared = {hold_finding()};
    draft.evaluation.allowed = {marker_finding()};
    draft.evaluation.baselined = {marker_finding()};
    report.baseline = BaselineUse{
        "known.json",
        {{.fingerprint = "1", .rule = "a/b", .path = "x.md", .line = "y", .reason = "z"}}};
    report.fixes = {.lines = 2, .made = true};
    draft.evaluation.explain = {
        {.rule = "a/b", .depth = 0, .condition = "all of", .held = true, .detail = "x"}};
    auto unread = draft_report("gone.eml", check::Verdict::error, {});
    unread.digest = "";
    unread.error = "gone.eml does not exist";
    report.drafts = {draft, unread};
    return report;
}

policy::Policy some_policy() {
    policy::Policy policy;
    policy.files = {"send-guard.yaml", "pack:drafts"};
    policy.digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    policy.weakenings = {
        {.rule = "drafts/body-marker", .change = "action block -> hold", .where = {}}};
    return policy;
}

}  // namespace

TEST_CASE("json report: has the promised shape", "[report][json]") {
    const auto policy = some_policy();
    Report report;
    report.policy = &policy;
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {marker_finding()})};
    const auto json = nlohmann::json::parse(json_report(report));
    CHECK(json["version"] == 1);
    CHECK(json["policy"]["files"] == nlohmann::json({"send-guard.yaml", "pack:drafts"}));
    const auto& finding = json["drafts"][0]["findings"][0];
    CHECK(json["drafts"][0]["verdict"] == "block");
    CHECK(finding["rule"] == "drafts/subject-marker");
    CHECK(finding["approvers"].is_null());
    CHECK(finding["places"][0] == nlohmann::json({{"place", "subject"},
                                                  {"part", ""},
                                                  {"line", 3},
                                                  {"column", 10},
                                                  {"end_line", 3},
                                                  {"end_column", 15},
                                                  {"text", "DRAFT"}}));
}

TEST_CASE("json report: fits its schema", "[report][json]") {
    const auto policy = some_policy();
    CHECK(fault_of(nlohmann::json::parse(json_report(full_report(policy)))) == "");
    CHECK(fault_of(nlohmann::json::parse(json_report({}))) == "");
}

TEST_CASE("json report: the schema refuses what the report never is", "[report][json]") {
    const auto policy = some_policy();
    auto json = nlohmann::json::parse(json_report(full_report(policy)));
    auto wrong = json;
    wrong["drafts"][0]["verdict"] = "fine";
    CHECK(fault_of(wrong) != "");
    wrong = json;
    wrong["drafts"][0]["findings"][0].erase("rule");
    CHECK(fault_of(wrong) != "");
    wrong = json;
    wrong["drafts"][0]["findings"][0]["places"][0]["line"] = 0;
    CHECK(fault_of(wrong) != "");
    wrong = json;
    wrong["surprise"] = true;
    CHECK(fault_of(wrong) != "");
}

TEST_CASE("json report: invalid UTF-8 and controls leave it valid and in ASCII",
          "[report][json][security]") {
    auto finding = marker_finding();
    finding.places[0].text = "\x1b[2J\x80\xC2\x9b";
    Report report;
    report.drafts = {draft_report("a\xff.eml", check::Verdict::block, {finding})};
    const auto text = json_report(report);
    for (const char c : text) CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
    const auto json = nlohmann::json::parse(text);
    CHECK(json["drafts"][0]["findings"][0]["places"][0]["text"] == "\x1b[2J\xEF\xBF\xBD\xC2\x9b");
}

// Rules in mode observe: what they find is told, and stops nothing.
#include "check/envelope_rules.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

constexpr std::string_view kMinistries =
    "groups:\n  ministries: [\"@mod.example\"]\nrules:\n  - id: tested\n    message: M.\n"
    "    action: block\n    mode: observe\n    when: {recipients: {any: ministries}}\n";

}  // namespace

TEST_CASE("observe: a finding is told, and the verdict is none of its business",
          "[check][observe]") {
    const auto policy =
        make_rule("{text: {phrases: [code name]}}", "action: block\n    mode: observe");
    const auto seen = judge(*policy, make_mail("The code name leaks."));
    CHECK(seen.verdict == check::Verdict::pass);
    CHECK(seen.findings.empty());
    REQUIRE(seen.observed.size() == 1);
    CHECK(seen.observed[0].rule == "house/tested");
    CHECK(seen.observed[0].places.at(0).text == "code name");
    CHECK(judge(*policy, make_mail("Nothing leaks.")).observed.empty());
}

TEST_CASE("observe: a hold that is observed asks for no sign-off", "[check][observe]") {
    const auto policy = make_rule("{text: {phrases: [code name]}}",
                                  "action: hold\n    approvers: principals\n    mode: observe");
    const auto seen = judge(*policy, make_mail("The code name leaks."));
    CHECK(seen.findings.empty());
    CHECK(seen.cleared.empty());
    CHECK(seen.observed.size() == 1);
}

TEST_CASE("observe: a pattern that runs away stops nothing where it is observed",
          "[check][observe]") {
    const std::string_view when = R"({text: {regex: "x(a+)+$"}})";
    const auto mail = make_mail("x" + std::string(4000, 'a') + "!");
    const auto enforced = judge(*make_rule(when), mail);
    const auto observed = judge(*make_rule(when, "action: warn\n    mode: observe"), mail);
    CHECK(enforced.verdict == check::Verdict::hold);
    CHECK(observed.verdict == check::Verdict::pass);
    REQUIRE(observed.observed.size() == 1);
    CHECK_THAT(observed.observed[0].notes.at(0), Catch::Contains("could not finish"));
}

TEST_CASE("observe: no recipient is refused at RCPT by a rule that only observes",
          "[check][observe]") {
    const auto policy = make_policy(kMinistries);
    CHECK(check::envelope_rules(*policy).empty());
    std::string enforced(kMinistries);
    enforced.replace(enforced.find("observe"), 7, "enforce");
    CHECK(check::envelope_rules(*make_policy(enforced)).size() == 1);
}

TEST_CASE("observe: adjust sets it, and says so as a weakening", "[check][observe]") {
    const OneFile source(
        "version: 1\norganization: {name: E, domains: [example.org]}\npacks: [drafts]\n"
        "adjust:\n  drafts/body-marker: {mode: observe}\n");
    const auto loaded = policy::load_policy("send-guard.yaml", {.use_cache = false}, source);
    INFO(loaded.faults.text());
    REQUIRE(loaded.policy != nullptr);
    CHECK(loaded.policy->rule("drafts/body-marker")->mode == policy::Mode::observe);
    REQUIRE(loaded.policy->weakenings.size() == 1);
    CHECK(loaded.policy->weakenings[0].change == "mode enforce -> observe");
}

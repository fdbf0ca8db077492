#include "check/detector.h"

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

policy::Loaded load(std::string_view when) {
    const OneFile source(std::string(kHead) + "rules:\n  - id: tested\n    message: Tested.\n" +
                         "    action: hold\n    when: " + std::string(when) + "\n");
    return policy::load_policy("send-guard.yaml", check::with_detectors({.use_cache = false}),
                               source);
}

}  // namespace

TEST_CASE("detect: a mistyped name or kind is a fault of the policy, with the likely word",
          "[check][detect]") {
    const auto name = load("{detect: unredable}");
    CHECK(name.policy == nullptr);
    CHECK(name.faults.text().find("did you mean \"unreadable\"") != std::string::npos);
    const auto kind = load("{detect: {name: disguised-text, kinds: [bidy]}}");
    CHECK(kind.policy == nullptr);
    CHECK(kind.faults.text().find("\"bidy\"") != std::string::npos);
    CHECK(load("{detect: {name: disguised-text, kinds: [bidi]}}").policy != nullptr);
}

TEST_CASE("detect: a detector that is not there is an error, never a no", "[check][detect]") {
    const auto policy = make_policy(
        "rules:\n  - id: tested\n    message: Tested.\n    action: hold\n"
        "    when: {detect: nonesuch}\n");
    check::Workspace workspace;
    CHECK_FALSE(check::evaluate(*policy, make_mail("x"), {}, workspace));
}

TEST_CASE("detect: every shipped rule names a detector and kinds that there are", "[check]") {
    const auto loaded =
        policy::load_policy(std::nullopt, check::with_detectors({.use_cache = false}));
    INFO(loaded.faults.text());
    CHECK(loaded.policy != nullptr);
}

TEST_CASE("detect: what finds nothing without certain words is asked only where one stands",
          "[check][detect]") {
    std::size_t with_triggers = 0;
    for (const auto& detector : check::detectors()) {
        const auto policy = make_rule("{detect: " + std::string(detector.name) + "}");
        const auto* rule = policy->rule("house/tested");
        REQUIRE(rule != nullptr);
        CAPTURE(detector.name);
        CHECK(rule->triggers.empty() == detector.triggers.empty());
        with_triggers += detector.triggers.empty() ? 0 : 1;
    }
    CHECK(with_triggers > 0);
    // However the word is written, the rule is asked.
    const auto policy = make_rule("{any: [{detect: release-form}, {detect: portion-marks}]}");
    CHECK(fires(*policy, make_mail("(S//NF)  They leave on Monday.")));
    CHECK(fires(*policy, make_mail("FOR  IMMEDIATE\u00a0RELEASE\n\nThe council opens the pier, and "
                                   "all of the town is invited to it.")));
    CHECK_FALSE(fires(*policy, make_mail("They leave on Monday.")));
}

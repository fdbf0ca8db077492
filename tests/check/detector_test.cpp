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
    const auto policy = make_rule("{detect: nonesuch}");  // loaded without the list of detectors
    check::Workspace workspace;
    CHECK_FALSE(check::evaluate(*policy, make_mail("x"), {}, workspace));
}

TEST_CASE("detect: every shipped rule names a detector and kinds that there are", "[check]") {
    const auto loaded =
        policy::load_policy(std::nullopt, check::with_detectors({.use_cache = false}));
    INFO(loaded.faults.text());
    CHECK(loaded.policy != nullptr);
}

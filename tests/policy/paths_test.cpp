// `paths`, `metadata`, `allow` and examples of documents: what the loader takes and what it
// refuses.
#include <catch2/catch.hpp>

#include "policy/cache.h"
#include "policy/memory_source.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

const std::string kRule =
    "rules:\n  - {id: a, message: A., action: hold, when: {audience: public}}\n";

std::string faults(const std::string& paths) {
    return faults_of(load_house(kRule + "paths:\n  - " + paths + "\n"));
}

}  // namespace

TEST_CASE("paths: every fault says what is right", "[policy][paths]") {
    CHECK(faults("{match: [a/**], adjust: {house/a: off}}") == "");
    CHECK_THAT(faults("{match: /a, without: [house]}"), Catch::Contains("no path from the"));
    CHECK_THAT(faults("{match: a/, without: [house]}"), Catch::Contains("no path from the"));
    CHECK_THAT(faults("{match: ../a, without: [house]}"), Catch::Contains("no path from the"));
    CHECK_THAT(faults("{match: a**, without: [house]}"), Catch::Contains("no path from the"));
    CHECK_THAT(faults("{match: a}"), Catch::Contains("nothing is said of these paths"));
    CHECK_THAT(faults("{without: [house]}"), Catch::Contains("match"));
    CHECK_THAT(faults("{match: a, without: [structure]}"), Catch::Contains("holds everywhere"));
    CHECK_THAT(faults("{match: a, without: [nothing]}"), Catch::Contains("no pack"));
    CHECK_THAT(faults("{match: a, packs: [nothing]}"), Catch::Contains("there is no pack"));
    CHECK_THAT(faults("{match: a, packs: [structure]}"), Catch::Contains("everywhere already"));
    CHECK_THAT(faults("{match: a, adjust: {house/b: off}}"), Catch::Contains("there is no rule"));
    CHECK_THAT(faults("{match: a, adjust: off}"), Catch::Contains("must be a map"));
    CHECK_THAT(faults("{match: a, adjst: {}}"), Catch::Contains("adjust"));
}

TEST_CASE("paths: a pack named for paths only does not hold elsewhere", "[policy][paths]") {
    const auto loaded = load_house(kRule + "paths:\n  - {match: a/**, packs: [front-matter]}\n");
    REQUIRE(loaded.policy);
    const auto* rule = loaded.policy->rule("front-matter/draft");
    REQUIRE(rule != nullptr);
    CHECK(policy::RulesAt(*loaded.policy, "b/c.md").find("front-matter/draft") == nullptr);
    CHECK(policy::RulesAt(*loaded.policy, "").find("front-matter/draft") == nullptr);
    CHECK(policy::RulesAt(*loaded.policy, "a/b/c.md").find("front-matter/draft") == rule);
    CHECK(loaded.policy->weakenings.empty());
}

TEST_CASE("paths: an adjustment by path counts from the house's own", "[policy][paths]") {
    const auto loaded =
        load_house(kRule +
                   "adjust:\n  house/a: {action: block}\n"
                   "paths:\n  - {match: a/**, adjust: {house/a: {allow: never}}}\n");
    REQUIRE(loaded.policy);
    const auto* rule = policy::RulesAt(*loaded.policy, "a/b").find("house/a");
    REQUIRE(rule != nullptr);
    CHECK(rule->action == policy::Action::block);
    CHECK(rule->never_allowed);
    CHECK_FALSE(loaded.policy->rule("house/a")->never_allowed);
}

TEST_CASE("paths: the cache keeps them", "[policy][paths][cache]") {
    const auto loaded =
        load_house(kRule + "paths:\n  - {match: a/**, adjust: {house/a: {action: note}}}\n");
    REQUIRE(loaded.policy);
    const auto again = policy::deserialize_policy(policy::serialize_policy(*loaded.policy));
    REQUIRE(again);
    CHECK(policy::RulesAt(again.value(), "a/b").find("house/a")->action == policy::Action::note);
}

TEST_CASE("metadata: every fault says what is right", "[policy][metadata]") {
    const auto when = [](const std::string& metadata) {
        return faults_of(
            load_house("rules:\n  - {id: a, message: A., action: hold, when: "
                       "{metadata: " +
                       metadata + "}}\n"));
    };
    CHECK(when("{key: [draft, 'is-draft'], equals: [true, 1, maybe]}") == "");
    CHECK_THAT(when("{key: draft}"), Catch::Contains("needs equals"));
    CHECK_THAT(when("{equals: x}"), Catch::Contains("key"));
    CHECK_THAT(when("{key: x, equals: ''}"), Catch::Contains("a word or a list"));
    CHECK_THAT(when("{key: x, present: maybe}"), Catch::Contains("present"));
    CHECK_THAT(when("{key: x, present: false, equals: y}"), Catch::Contains("no value"));
}

TEST_CASE("examples: a document has nothing of a mail", "[policy][examples]") {
    const auto with = [](const std::string& example) {
        return faults_of(
            load_house("rules:\n  - {id: a, message: A., action: hold, when: "
                       "{audience: public}, examples: {fires: [" +
                       example + "]}}\n"));
    };
    CHECK(with("{document: {name: a.md, text: b}, now: '2026-01-01'}") == "");
    CHECK_THAT(with("{document: {name: a.md, text: b}, subject: c}"), Catch::Contains("beside"));
    CHECK_THAT(with("{document: {name: a.md}}"), Catch::Contains("text"));
    CHECK_THAT(with("{document: {name: '', text: b}}"), Catch::Contains("path"));
}

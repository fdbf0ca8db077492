// Rules that load and cannot work.
#include "check/rule_lint.h"

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;
using check::RemarkKind;

namespace {

/// The remarks on the rule "tested" and others of the policy, as "kind: text" lines.
std::string lint(const policy::Policy& policy) {
    std::string out;
    for (const auto& remark : check::lint_rules(policy))
        if (remark.rule.starts_with("house/"))
            out += std::string(check::remark_name(remark.kind)) + ": " + remark.text + "\n";
    return out;
}

std::string lint_when(std::string_view when) {
    return lint(*make_rule(when));
}

std::string two_rules(std::string_view first, std::string_view second) {
    return lint(*make_policy("rules:\n  - id: one\n    message: M.\n    " + std::string(first) +
                             "\n  - id: two\n    message: M.\n    " + std::string(second) + "\n"));
}

}  // namespace

TEST_CASE("lint: conditions that exclude each other never fire", "[check][lint]") {
    for (const auto* when : {
             "{audience: internal, recipients: {any: external}}",
             "{audience: public, recipients: {any: internal}}",
             "{all: [{audience: internal}, {audience: external}]}",
             "{text: {phrases: [a b]}, not: {text: {phrases: [a b]}}}",
             "{audience: external, metadata: {key: draft, present: true}}",
             "{audience: public, gate: smtp}",
             "{not: {any: [{audience: public}, {audience: [internal, external]}]}}",
         }) {
        INFO(when);
        CHECK_THAT(lint_when(when), Catch::StartsWith("never-fires: "));
    }
}

TEST_CASE("lint: conditions that can be met together are left alone", "[check][lint]") {
    for (const auto* when : {
             "{audience: external, recipients: {any: external}}",
             "{audience: external, recipients: {any: internal}}",
             "{audience: public, metadata: {key: draft, present: true}}",
             "{text: {phrases: [a b]}, not: {text: {phrases: [a c]}}}",
             "{recipients: {any: ministries}}",
             "{not: {recipients: {any: ministries}}}",
             "{header: {name: Subject, present: true}}",
         }) {
        INFO(when);
        CHECK(lint_when(when).empty());
    }
}

TEST_CASE("lint: a group of nobody is named as the reason", "[check][lint]") {
    const auto policy = make_policy(
        "groups: {nobody: []}\nrules:\n  - id: tested\n    message: M.\n    action: hold\n"
        "    approvers: nobody\n    when: {recipients: {any: nobody}}\n");
    CHECK_THAT(lint(*policy), Catch::Contains("never-fires: it can never fire: nobody is in the "
                                              "group nobody"));
    CHECK_THAT(lint(*policy), Catch::Contains("nobody-signs: "));
}

TEST_CASE("lint: what is true of every draft fires on every draft", "[check][lint]") {
    CHECK_THAT(lint_when("{audience: [internal, external, public]}"),
               Catch::StartsWith("always-fires: "));
}

TEST_CASE("lint: a mistyped header", "[check][lint]") {
    CHECK_THAT(lint_when("{header: {name: Subjcet, regex: x}}"),
               Catch::Contains("did you mean Subject?"));
    CHECK(lint_when("{header: {name: X-House-Stamp, present: true}}").empty());
}

TEST_CASE("lint: a rule that a stronger one always outdoes", "[check][lint]") {
    CHECK_THAT(two_rules("action: warn\n    when: {text: {in: [subject], phrases: [draft]}}",
                         "action: block\n    when: {text: {phrases: [draft, proof]}}"),
               Catch::Contains("wherever it fires, house/two fires, too, with block"));
    CHECK_THAT(two_rules("action: hold\n    when: {text: {phrases: [x y]}, audience: external}",
                         "action: block\n    when: {audience: [external, public]}"),
               Catch::Contains("outdone: "));
    CHECK_THAT(two_rules("action: warn\n    when: {text: {phrases: [x y]}}",
                         "action: warn\n    when: {text: {phrases: [x y]}}"),
               Catch::Contains("house/one does the same"));
}

TEST_CASE("lint: a stronger rule that asks for more does not outdo", "[check][lint]") {
    CHECK(two_rules("action: warn\n    when: {text: {phrases: [draft, proof]}}",
                    "action: block\n    when: {text: {phrases: [draft]}}")
              .empty());
    CHECK(two_rules("action: warn\n    when: {text: {phrases: [draft]}}",
                    "action: block\n    when: {text: {phrases: [draft]}, audience: external}")
              .empty());
    CHECK(two_rules("action: warn\n    when: {text: {phrases: [draft]}}",
                    "action: block\n    mode: observe\n    when: {text: {phrases: [draft]}}")
              .empty());
    CHECK(two_rules("action: warn\n    when: {not: {text: {phrases: [draft]}}}",
                    "action: block\n    when: {not: {text: {phrases: [draft, proof]}}}")
              .empty());
}

TEST_CASE("lint: what implies what", "[check][lint]") {
    const auto policy = make_policy(
        "groups: {m: [\"@mod.example\"], p: [anna@example.org]}\nrules:\n"
        "  - {id: a, message: M., action: warn, when: {recipients: {all: m}}}\n"
        "  - {id: b, message: M., action: warn, when: {recipients: {any: [m, p]}}}\n"
        "  - {id: c, message: M., action: warn, when: {text: {phrases: [x y], at_least: 2}}}\n"
        "  - {id: d, message: M., action: warn, when: {text: {phrases: [x y]}}}\n"
        "  - {id: e, message: M., action: warn, when: {text: {phrases: [x y], case: match}}}\n");
    check::Implication compare(*policy);
    const auto implies = [&](std::string_view a, std::string_view b) {
        return compare.implies(policy->rule(a)->when, policy->rule(b)->when);
    };
    CHECK(implies("house/a", "house/b"));
    CHECK_FALSE(implies("house/b", "house/a"));
    CHECK(implies("house/c", "house/d"));
    CHECK_FALSE(implies("house/d", "house/c"));
    CHECK(implies("house/e", "house/d"));
    CHECK_FALSE(implies("house/d", "house/e"));
}

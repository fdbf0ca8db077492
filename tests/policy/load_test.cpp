#include "policy/memory_source.h"

using namespace sendguard;
using sendguard::test::faults_of;
using sendguard::test::load;
using sendguard::test::load_house;
using sendguard::test::MemorySource;

namespace {

std::string rule(const std::string& when, const std::string& more = "action: warn") {
    return "rules:\n  - id: r\n    message: M.\n    " + more + "\n    when: " + when + "\n";
}

}  // namespace

TEST_CASE("load: a house's rule gets its id, and structure is always there", "[policy][load]") {
    const auto loaded = load_house(rule("{audience: external}"));
    INFO(faults_of(loaded));
    REQUIRE(loaded.policy != nullptr);
    CHECK(loaded.policy->rule("house/r") != nullptr);
    CHECK(loaded.policy->rule("structure/unreadable") != nullptr);
    CHECK(loaded.policy->is_internal("a@example.org"));
    CHECK_FALSE(loaded.policy->is_internal("a@sub.example.org"));
}

TEST_CASE("load: all faults are told at once, each at its place", "[policy][load]") {
    const auto loaded = load_house(
        "groups: {g: [nobody], h: {file: gone.txt}}\n"
        "rules:\n"
        "  - id: Bad Id\n"
        "    mesage: M.\n"
        "    action: stop\n"
        "    when: {text: {in: [subjct], regex: '('}}\n"
        "  - id: two\n"
        "    message: M.\n"
        "    action: warn\n"
        "    approvers: g\n"
        "    when: {recipients: {any: nowhere}}\n");
    const auto faults = faults_of(loaded);
    INFO(faults);
    CHECK(loaded.policy == nullptr);
    for (const auto* said : {"4:", "6:", "7:", "8:", "9:", "13:", "14:"}) {
        CHECK(("\n" + faults).find("\n" + std::string(said)) != std::string::npos);
    }
    CHECK(faults.find("did you mean \"message\"") != std::string::npos);
    CHECK(faults.find("did you mean \"subject\"") != std::string::npos);
}

TEST_CASE("load: a fault shows file, line, column, the line and a caret", "[policy][load]") {
    const auto text = load("version: 1\npacks: [drafs]\n").faults.text();
    INFO(text);
    CHECK(text.find("p.yaml:2:9: ") != std::string::npos);
    CHECK(text.find("packs: [drafs]") != std::string::npos);
    CHECK(text.find('^') != std::string::npos);
    CHECK(text.find("\"drafts\"") != std::string::npos);
}

TEST_CASE("groups: addresses, domains, globs and lists from files", "[policy][groups]") {
    const auto loaded =
        load({{"p.yaml",
               "version: 1\npacks: []\ngroups:\n"
               "  g: [a@Example.NET, \"@mod.example\", \"*@*.gov.example\"]\n"
               "  f: {file: list.txt}\n" +
                   rule("{recipients: {any: [g, f]}}")},
              {"list.txt", "# reporters\r\nz@news.example\r\n\r\n@press.example\n"}});
    INFO(faults_of(loaded));
    REQUIRE(loaded.policy != nullptr);
    const auto& groups = loaded.policy->groups;
    const auto& g = groups[loaded.policy->group_by_name.at("g")];
    CHECK(g.contains("a@example.net"));
    CHECK(g.contains("minister@mod.example"));
    CHECK(g.contains("x@tax.gov.example"));
    CHECK_FALSE(g.contains("x@gov.example"));
    const auto& f = groups[loaded.policy->group_by_name.at("f")];
    CHECK(f.contains("z@news.example"));
    CHECK(f.contains("any@press.example"));
    CHECK_FALSE(f.contains("z@news.example.org"));
}

TEST_CASE("adjust: weakenings are recorded, strengthenings are not", "[policy][adjust]") {
    const auto adjusted = [](const std::string& adjust) {
        return load("version: 1\npacks: [drafts]\ngroups: {g: [a@example.org]}\nadjust: {" +
                    adjust + "}\n");
    };
    const auto weak = adjusted("drafts/subject-marker: {action: hold, approvers: g}");
    REQUIRE(weak.policy != nullptr);
    REQUIRE(weak.policy->weakenings.size() == 1);
    CHECK(weak.policy->weakenings[0].rule == "drafts/subject-marker");
    CHECK(weak.policy->rule("drafts/subject-marker")->action == policy::Action::hold);
    const auto off = adjusted("drafts/subject-marker: off");
    REQUIRE(off.policy != nullptr);
    CHECK(off.policy->rule("drafts/subject-marker") == nullptr);
    CHECK(off.policy->weakenings.size() == 1);
    const auto strong = adjusted("drafts/reply-about-draft: {action: block}");
    REQUIRE(strong.policy != nullptr);
    CHECK(strong.policy->weakenings.empty());
}

TEST_CASE("adjust: an unknown rule is a fault, with the likely id", "[policy][adjust]") {
    const auto few = load_house("adjust: {structure/unreadble: off}\n");
    CHECK(few.policy == nullptr);
    CHECK(faults_of(few).find("structure/unreadable") != std::string::npos);
}

TEST_CASE("digest: every byte that can change a verdict changes it", "[policy][digest]") {
    const auto digest = [](const std::string& list, const std::string& keys) {
        const auto loaded =
            load({{"p.yaml", "version: 1\npacks: []\nkeyring: keys\ngroups: {g: {file: l}}\n"},
                  {"l", list},
                  {"keys", keys}});
        REQUIRE(loaded.policy != nullptr);
        return loaded.policy->digest;
    };
    const auto base = digest("a@example.org\n", "");
    CHECK(base.starts_with("sha256:"));
    CHECK(base == digest("a@example.org\n", ""));
    CHECK(base != digest("b@example.org\n", ""));
    CHECK(base != digest("a@example.org\n", "# key\n"));
}

TEST_CASE("triggers: a rule is left out only when its text cannot be there", "[policy][trigger]") {
    const auto untriggered = [](const std::string& when) {
        const auto loaded = load_house(rule(when));
        INFO(faults_of(loaded));
        REQUIRE(loaded.policy != nullptr);
        for (const auto i : loaded.policy->untriggered_rules) {
            if (loaded.policy->rules[i].id == "house/r") return true;
        }
        return false;
    };
    CHECK_FALSE(untriggered("{text: {phrases: [alpha]}}"));
    CHECK_FALSE(untriggered("{text: {phrases: [alpha]}, audience: external}"));
    CHECK(untriggered("{not: {text: {phrases: [alpha]}}}"));
    CHECK(untriggered("{any: [{text: {phrases: [alpha]}}, {audience: external}]}"));
    CHECK(untriggered("{header: {name: X-Status, regex: alpha}}"));
    CHECK(untriggered("{text: {regex: '\\d+'}}"));
}

TEST_CASE("fix: a search says it, at any depth but under not", "[policy][load]") {
    const auto fix_of = [](const std::string& when) {
        const auto loaded = load_house(rule(when));
        INFO(faults_of(loaded));
        REQUIRE(loaded.policy != nullptr);
        return policy::fix_name(policy::fix_of(loaded.policy->rule("house/r")->when));
    };
    CHECK(fix_of("{text: {phrases: [alpha], fix: remove-line}}") == "remove-line");
    CHECK(fix_of("{any: [{text: {phrases: [a]}}, {text: {phrases: [b], fix: remove-line}}]}") ==
          "remove-line");
    CHECK(fix_of("{text: {phrases: [alpha]}}").empty());
    const auto faults = [](const std::string& when) { return faults_of(load_house(rule(when))); };
    CHECK_THAT(faults("{text: {phrases: [alpha], fix: remove-lin}}"),
               Catch::Contains("did you mean \"remove-line\""));
    CHECK_THAT(faults("{not: {text: {phrases: [alpha], fix: remove-line}}}"),
               Catch::Contains("finds nothing to fix"));
    CHECK_THAT(faults("{header: {name: X-A, regex: a, fix: remove-line}}"),
               Catch::Contains("\"fix\""));
}

TEST_CASE("include: another file's rules, and no circle", "[policy][load]") {
    const auto two = load({{"p.yaml", "version: 1\npacks: []\ninclude: [more.yaml]\n"},
                           {"more.yaml", "version: 1\n" + rule("{audience: external}")}});
    INFO(faults_of(two));
    REQUIRE(two.policy != nullptr);
    CHECK(two.policy->rule("house/r") != nullptr);
    const auto circle = load({{"p.yaml", "version: 1\npacks: []\ninclude: [more.yaml]\n"},
                              {"more.yaml", "version: 1\ninclude: [p.yaml]\n"}});
    CHECK(circle.policy == nullptr);
}

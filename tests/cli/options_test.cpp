#include "cli/options.h"

#include <catch2/catch.hpp>
#include <set>

#include "cli/arguments.h"
#include "cli/help.h"

using namespace sendguard;
using namespace sendguard::cli;

namespace {

const Command& command(const char* name) {
    const auto* found = find_command(name);
    REQUIRE(found != nullptr);
    return *found;
}

std::string fault_of(const char* name, const std::vector<std::string>& words) {
    const auto parsed = parse_arguments(command(name), words);
    return parsed ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("option table: every command can run, and no option stands twice", "[cli][options]") {
    std::set<std::string_view> names;
    for (const auto& one : commands()) {
        CAPTURE(one.name);
        CHECK(names.insert(one.name).second);
        CHECK((one.run != nullptr) != (one.run_unparsed != nullptr));
        CHECK_FALSE(one.summary.empty());
        CHECK_FALSE(one.examples.empty());
        std::set<std::string_view> options;
        std::set<char> letters;
        for (const auto* option : one.options) {
            CAPTURE(option->name);
            if (!option->name.empty()) CHECK(options.insert(option->name).second);
            CHECK((!option->name.empty() || option->letter != 0));
            if (option->letter != 0) CHECK(letters.insert(option->letter).second);
            CHECK_FALSE(option->help.empty());
        }
        CHECK(options.contains("help"));
    }
}

TEST_CASE("option table: help, man page and completions name every option", "[cli][options]") {
    const auto man = man_page();
    for (const auto& one : commands()) {
        for (const auto* option : one.options) {
            if (option->hidden) continue;
            CAPTURE(one.name, option->name, option->letter);
            if (option->name.empty()) {
                const auto letter = "-" + std::string(1, option->letter);
                CHECK_THAT(command_help(one), Catch::Contains("  " + letter));
                CHECK_THAT(*completion_script("bash"), Catch::Contains(" " + letter));
                CHECK_THAT(*completion_script("zsh"), Catch::Contains(letter + "["));
                CHECK_THAT(*completion_script("fish"), Catch::Contains(" -s " + letter.substr(1)));
                CHECK_THAT(man, Catch::Contains("\\fB\\" + letter));
                continue;
            }
            const auto flag = "--" + std::string(option->name);
            CHECK_THAT(command_help(one), Catch::Contains(flag));
            CHECK_THAT(*completion_script("bash"), Catch::Contains(flag));
            CHECK_THAT(*completion_script("zsh"), Catch::Contains(flag));
            CHECK_THAT(*completion_script("fish"),
                       Catch::Contains(" -l " + std::string(option->name)));
            std::string in_roff = "\\-\\-";
            for (const char c : option->name) in_roff += c == '-' ? "\\-" : std::string(1, c);
            CHECK_THAT(man, Catch::Contains(in_roff));
        }
    }
    CHECK_FALSE(completion_script("tcsh").has_value());
}

TEST_CASE("man page: no line begins with a control that is none", "[cli][man]") {
    std::istringstream lines(man_page());
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('.')) continue;
        const auto macro = line.substr(0, 3);
        const std::set<std::string> known{".TH", ".SH", ".SS", ".TP", ".PP"};
        CHECK(known.contains(macro));
    }
}

TEST_CASE("arguments: options and paths in any order", "[cli][arguments]") {
    const auto parsed = parse_arguments(
        command("check"),
        {"a.eml", "--to", "b@example.org", "-", "--to=c@example.org", "-p", "x.yaml", "--strict"});
    REQUIRE(parsed);
    CHECK(parsed.value().positional() == std::vector<std::string>{"a.eml", "-"});
    CHECK(parsed.value().values("to") ==
          std::vector<std::string>{"b@example.org", "c@example.org"});
    CHECK(parsed.value().value("policy") == "x.yaml");
    CHECK(parsed.value().has("strict"));
    CHECK_FALSE(parsed.value().has("quiet"));
}

TEST_CASE("arguments: after -- everything is a path", "[cli][arguments]") {
    const auto parsed = parse_arguments(command("check"), {"--", "--strict"});
    REQUIRE(parsed);
    CHECK(parsed.value().positional() == std::vector<std::string>{"--strict"});
    CHECK_FALSE(parsed.value().has("strict"));
}

TEST_CASE("arguments: the null sender can be given", "[cli][arguments]") {
    const auto parsed = parse_arguments(command("check"), {"--from", "<>", "a.eml"});
    REQUIRE(parsed);
    CHECK(parsed.value().value("from") == "<>");
}

TEST_CASE("arguments: a shortened option is not guessed", "[cli][arguments]") {
    CHECK_THAT(fault_of("check", {"--pol", "x", "a.eml"}), Catch::Contains("unknown option"));
}

TEST_CASE("arguments: wrong usage says what is right", "[cli][arguments]") {
    CHECK(fault_of("check", {"--stric", "a"}) ==
          "unknown option '--stric'; did you mean --strict?");
    CHECK(fault_of("check", {"--format", "jsn", "a"}) ==
          "--format is text, json, jsonl, sarif, github, gitlab, junit, rdjson, markdown, html, "
          "not 'jsn'; did you mean json?");
    CHECK(fault_of("rules list", {"--format", "jsn"}) ==
          "--format is text, json, not 'jsn'; did you mean json?");
    CHECK(fault_of("check", {"a", "--policy"}) == "--policy needs a value: --policy FILE");
    CHECK(fault_of("check", {"--strict=yes", "a"}) == "--strict takes no value");
    CHECK(fault_of("check", {"--policy", "a", "--policy", "b", "c"}) ==
          "--policy is given twice; it counts once only");
    CHECK_THAT(fault_of("send", {}), Catch::Contains("send needs FILE"));
    CHECK(fault_of("rules list", {"x"}) == "rules list takes no arguments");
    CHECK_THAT(fault_of("verify", {"a", "b"}), Catch::Contains("verify takes FILE only"));
    CHECK_THAT(fault_of("check", {"--\x1b[2J", "a"}), !Catch::Contains("\x1b"));
}

TEST_CASE("arguments: wrong usage has the exit code of its command", "[cli][arguments]") {
    CHECK(usage_exit(command("check")) == 2);
    CHECK(usage_exit(command("send")) == 64);
    CHECK(failure_exit(command("check")) == 2);
    CHECK(failure_exit(command("send")) == 70);
}

TEST_CASE("arguments: a value that may be left out is never the next word", "[cli][arguments]") {
    const auto bare = parse_arguments(command("check"), {"--changed", "news"});
    REQUIRE(bare);
    CHECK(bare.value().has("changed"));
    CHECK(bare.value().value("changed") == "");
    CHECK(bare.value().positional() == std::vector<std::string>{"news"});
    const auto given = parse_arguments(command("check"), {"--changed=origin/main", "news"});
    REQUIRE(given);
    CHECK(given.value().value("changed") == "origin/main");
    CHECK_THAT(fault_of("check", {"--changed", "--changed=main"}),
               Catch::Contains("--changed is given twice"));
    CHECK_THAT(command_help(command("check")), Catch::Contains("--changed[=BASE]"));
}

// The alternatives of patterns.
#include "policy/pattern_branches.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace sendguard;
using namespace sendguard::policy;

namespace {

using Texts = std::vector<std::string>;

Texts texts(const std::string& regex) {
    Texts out;
    for (const auto& branch : branches_of({regex})) out.push_back(branch.text);
    return out;
}

}  // namespace

TEST_CASE("branches: of groups at any depth, and of the whole", "[policy][branches]") {
    CHECK(texts("a|b") == Texts{"a", "b"});
    CHECK(texts("x(?:a|b(c|d))y") == Texts{"c", "d", "a", "b(c|d)"});
    CHECK(texts("(?<name>a|b)(?i:c|d)(?=e|f)") == Texts{"a", "b", "c", "d", "e", "f"});
    CHECK(texts("no alternatives").empty());
}

TEST_CASE("branches: bars in classes, escapes and comments are none", "[policy][branches]") {
    CHECK(texts(R"([a|b]\|\Qa|b\E(?#a|b)[]|][^]|][[:alpha:]|])").empty());
}

TEST_CASE("branches: what one match may use several of, or none, is left out",
          "[policy][branches]") {
    CHECK(texts("(?!a|b)c").empty());
    CHECK(texts("(?<!a|b)c").empty());
    CHECK(texts("(?:a|b)+").empty());
    CHECK(texts("(?:a|b){2}").empty());
    CHECK(texts("(?:a|b)?c") == Texts{"a", "b"});
}

TEST_CASE("branches: each alone is the pattern without the others", "[policy][branches]") {
    const auto branches = branches_of({"x(?:a|b)y", false});
    REQUIRE(branches.size() == 2);
    CHECK(branches[1].alone == PatternSpec{"x(?:b)y", false});
}

TEST_CASE("branches: phrases are alternatives", "[policy][branches]") {
    const std::vector<std::string> phrases{"not for release", "under embargo"};
    CHECK(branches_of({phrases_regex(phrases)}).size() == 2);
}

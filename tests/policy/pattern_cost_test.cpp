// What a pattern costs on texts made to wear it out.
#include "policy/pattern_cost.h"

#include <catch2/catch.hpp>

using namespace sendguard;
using namespace sendguard::policy;

TEST_CASE("cost: a repeat of a repeat runs away", "[policy][cost]") {
    for (const auto* regex :
         {"(a+)+$", R"(^(?:\w+\s?)+:$)", R"((?:[A-Z]+\d*)*#end)", "(?:draft |draft draft )+!"}) {
        INFO(regex);
        const auto cost = worst_cost({regex});
        REQUIRE(cost);
        CHECK(cost.value().runs_away);
        CHECK(!cost.value().repeated.empty());
    }
}

TEST_CASE("cost: ordinary patterns do not", "[policy][cost]") {
    for (const auto* regex :
         {R"(\bdraft\b)", R"((?:not|never) for (?:release|publication))", R"(\[(?:TK|TBC)[^\]]*\])",
          R"(\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{4})", R"(^\W*confidential)"}) {
        INFO(regex);
        const auto cost = worst_cost({regex});
        REQUIRE(cost);
        CHECK_FALSE(cost.value().runs_away);
        CHECK(cost.value().us < 20'000);
    }
}

TEST_CASE("cost: what a repeat repeats is taken from the pattern", "[policy][cost]") {
    bool found = false;
    for (const auto& text : wearing_texts({R"(From: (?:[a-z]+\.)+example)"}))
        found = found || (text.before == "From: " && text.repeated == "a.");
    CHECK(found);
}

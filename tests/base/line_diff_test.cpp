#include "base/line_diff.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

using namespace sendguard;

namespace {

std::vector<LineChange> changes(std::string_view before, std::string_view after) {
    return diff_lines(lines_with_ends(before), lines_with_ends(after));
}

/// `before` with the changes made to it.
std::string made(std::string_view before, std::string_view after) {
    const auto old_lines = lines_with_ends(before), new_lines = lines_with_ends(after);
    std::string out;
    std::size_t at = 0;
    for (const auto& change : diff_lines(old_lines, new_lines)) {
        for (; at < change.old_begin; ++at) out += old_lines[at];
        for (std::size_t i = 0; i < change.new_count; ++i) out += new_lines[change.new_begin + i];
        at += change.old_count;
    }
    for (; at < old_lines.size(); ++at) out += old_lines[at];
    return out;
}

std::size_t edits(std::string_view before, std::string_view after) {
    std::size_t sum = 0;
    for (const auto& change : changes(before, after)) sum += change.old_count + change.new_count;
    return sum;
}

/// The fewest edits, by the table that is easy to trust.
std::size_t fewest(std::string_view before, std::string_view after) {
    const auto a = lines_with_ends(before), b = lines_with_ends(after);
    std::vector<std::vector<std::size_t>> common(a.size() + 1,
                                                 std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1
                                        : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    return a.size() + b.size() - 2 * common[0][0];
}

}  // namespace

TEST_CASE("line diff: what was added, removed and replaced, in order", "[base][diff]") {
    CHECK(changes("a\nb\n", "a\nb\n").empty());
    CHECK(changes("", "").empty());
    CHECK(changes("", "a\n") == std::vector<LineChange>{{0, 0, 0, 1}});
    CHECK(changes("a\nb\n", "") == std::vector<LineChange>{{0, 2, 0, 0}});
    CHECK(changes("a\nb\nc\n", "a\nx\nc\n") == std::vector<LineChange>{{1, 1, 1, 1}});
    CHECK(changes("a\nb\nc\nd\n", "b\nc\nx\nd\n") ==
          std::vector<LineChange>{{0, 1, 0, 0}, {3, 0, 2, 1}});
}

TEST_CASE("line diff: a line end is part of its line", "[base][diff]") {
    CHECK(changes("a\r\nb\n", "a\nb\n") == std::vector<LineChange>{{0, 1, 0, 1}});
    CHECK(changes("a\nb", "a\nb\n") == std::vector<LineChange>{{1, 1, 1, 1}});
}

TEST_CASE("line diff: of random texts, the changes are right and the fewest", "[base][diff]") {
    std::mt19937 random(20260701);
    for (int round = 0; round < 2000; ++round) {
        std::string before, after;
        for (auto* text : {&before, &after}) {
            const auto lines = random() % 12;
            for (std::size_t i = 0; i < lines; ++i) {
                *text += static_cast<char>('a' + random() % 4);
                *text += '\n';
            }
        }
        INFO(before << "--\n" << after);
        REQUIRE(made(before, after) == after);
        REQUIRE(edits(before, after) == fewest(before, after));
    }
}

TEST_CASE("line diff: texts with nothing in common end soon, and are right", "[base][diff]") {
    std::string before, after;
    for (int i = 0; i < 50000; ++i) {
        before += "old " + std::to_string(i) + "\n";
        after += "new " + std::to_string(i) + "\n";
    }
    CHECK(changes(before, after) == std::vector<LineChange>{{0, 50000, 0, 50000}});
}

TEST_CASE("unified diff: head, hunks and context as patch(1) reads them", "[base][diff]") {
    const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
    CHECK(unified_diff(before, before, {"a", "b"}).empty());
    CHECK(unified_diff(before, "1\n2\n3\n4\n6\n7\n8\n9\n10\n11\n12\n", {"a", "b"}) ==
          "--- a\n+++ b\n@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n");
    CHECK(unified_diff(before, "0\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", {"a", "b"}) ==
          "--- a\n+++ b\n@@ -1,4 +1,4 @@\n-1\n+0\n 2\n 3\n 4\n"
          "@@ -9,4 +9,3 @@\n 9\n 10\n 11\n-12\n");
    CHECK(unified_diff("1\n2\n3\n4\n5\n6\n", "2\n3\n4\n5\n", {"a", "b"}) ==
          "--- a\n+++ b\n@@ -1,6 +1,4 @@\n-1\n 2\n 3\n 4\n 5\n-6\n");
    CHECK(unified_diff("", "1\n", {"a", "b", 0}) == "--- a\n+++ b\n@@ -0,0 +1 @@\n+1\n");
    CHECK(unified_diff("1\n2\n", "1\n", {"a", "b", 0}) == "--- a\n+++ b\n@@ -2 +1,0 @@\n-2\n");
}

TEST_CASE("unified diff: a missing last line end is said", "[base][diff]") {
    CHECK(unified_diff("1\n2", "1\n", {"a", "a"}) ==
          "--- a\n+++ a\n@@ -1,2 +1 @@\n 1\n-2\n\\ No newline at end of file\n");
    CHECK(unified_diff("1\n2", "2", {"a", "a"}) ==
          "--- a\n+++ a\n@@ -1,2 +1 @@\n-1\n 2\n\\ No newline at end of file\n");
}

TEST_CASE("unified diff: names cannot break its form", "[base][diff]") {
    CHECK_THAT(unified_diff("", "1\n", {"a b", "a\nb"}),
               Catch::StartsWith("--- a b\t\n+++ \"a\\012b\"\n@@"));
    CHECK_THAT(unified_diff("", "1\n", {"a\"\\", "\xC3\xA4"}),
               Catch::StartsWith("--- \"a\\\"\\\\\"\n+++ \xC3\xA4\n@@"));
}

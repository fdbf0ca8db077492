// What differs between two texts, line by line: as changes, and as a unified diff that `patch` and
// `git apply` take.
//
// The idea: the shortest edit script of Myers, found from both ends at once, so that memory grows
// with the number of lines and not with their square. Limit: texts that have almost nothing in
// common are not searched to the end; they differ "here, all of it", which is as true and less
// short.
//
// Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, section 4b; POSIX
// diff(1), "Diff -u Output Format".
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard {

/// The lines of `text`, each with its line end; the last may have none. Only LF ends a line: a CR
/// before it belongs to the line, as `patch` has it.
std::vector<std::string_view> lines_with_ends(std::string_view text);

/// Lines [old_begin, old_begin + old_count) gave way to [new_begin, new_begin + new_count); from 0.
struct LineChange {
    std::size_t old_begin = 0;
    std::size_t old_count = 0;
    std::size_t new_begin = 0;
    std::size_t new_count = 0;
    bool operator==(const LineChange&) const = default;
};

/// The changes that turn `before` into `after`, in order, with at least one equal line between two.
std::vector<LineChange> diff_lines(std::span<const std::string_view> before,
                                   std::span<const std::string_view> after);

/// What the two sides are called, and how many equal lines are shown around a change.
struct DiffLabels {
    std::string_view before;
    std::string_view after;
    std::size_t context = 3;
};

/// A unified diff of two texts; "" when they are equal. Names that would break its form are quoted
/// as git does.
std::string unified_diff(std::string_view before, std::string_view after, const DiffLabels& labels);

}  // namespace sendguard

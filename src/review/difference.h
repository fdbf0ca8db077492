// What differs between two drafts, line by line.
#pragma once

#include <string>
#include <vector>

namespace sendguard::review {

struct DifferentLine {
    enum class Kind : char { same = ' ', gone = '-', come = '+' } kind = Kind::same;
    std::string text;
    bool operator==(const DifferentLine&) const = default;
};

inline constexpr std::size_t kMostComparedLines = 4000;

/// A shortest way from one text to the other. Beyond kMostComparedLines what is in the middle
/// counts as changed whole.
/// source: longest common subsequence, by dynamic programming between what both begin and end with
std::vector<DifferentLine> difference(const std::vector<std::string>& before,
                                      const std::vector<std::string>& after);

}  // namespace sendguard::review

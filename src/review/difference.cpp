#include "review/difference.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace sendguard::review {
namespace {

using Kind = DifferentLine::Kind;
using Lines = std::span<const std::string>;

void add(std::vector<DifferentLine>& out, Lines lines, Kind kind) {
    for (const auto& line : lines) out.push_back({kind, line});
}

/// Lengths of the longest common subsequences of all ends, row by row.
class Lengths {
  public:
    Lengths(Lines before, Lines after)
        : width_(after.size() + 1), cells_((before.size() + 1) * width_) {
        for (std::size_t i = before.size(); i-- > 0;) {
            for (std::size_t j = after.size(); j-- > 0;) {
                auto& cell = cells_[i * width_ + j];
                cell = before[i] == after[j] ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                             : std::max(at(i + 1, j), at(i, j + 1));
            }
        }
    }
    std::uint16_t at(std::size_t i, std::size_t j) const { return cells_[i * width_ + j]; }

  private:
    std::size_t width_;
    std::vector<std::uint16_t> cells_;
};

void compare(std::vector<DifferentLine>& out, Lines before, Lines after) {
    if (before.size() > kMostComparedLines || after.size() > kMostComparedLines) {
        add(out, before, Kind::gone);
        add(out, after, Kind::come);
        return;
    }
    const Lengths lengths(before, after);
    std::size_t i = 0, j = 0;
    while (i < before.size() && j < after.size()) {
        if (before[i] == after[j]) {
            out.push_back({Kind::same, before[i]});
            ++i;
            ++j;
        } else if (lengths.at(i + 1, j) >= lengths.at(i, j + 1)) {
            out.push_back({Kind::gone, before[i++]});
        } else {
            out.push_back({Kind::come, after[j++]});
        }
    }
    add(out, before.subspan(i), Kind::gone);
    add(out, after.subspan(j), Kind::come);
}

}  // namespace

std::vector<DifferentLine> difference(const std::vector<std::string>& before,
                                      const std::vector<std::string>& after) {
    const auto least = std::min(before.size(), after.size());
    std::size_t begin = 0, end = 0;
    while (begin < least && before[begin] == after[begin]) ++begin;
    while (end < least - begin && before[before.size() - 1 - end] == after[after.size() - 1 - end])
        ++end;
    const Lines left(before), right(after);
    std::vector<DifferentLine> out;
    add(out, left.first(begin), Kind::same);
    compare(out, left.subspan(begin, left.size() - begin - end),
            right.subspan(begin, right.size() - begin - end));
    add(out, left.last(end), Kind::same);
    return out;
}

}  // namespace sendguard::review

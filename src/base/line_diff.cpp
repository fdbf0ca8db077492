#include "base/line_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <unordered_map>

namespace sendguard {
namespace {

using Index = std::ptrdiff_t;
using Ids = std::vector<std::uint32_t>;

/// Edits up to which the shortest script is looked for: some millions of steps, a few milliseconds.
constexpr Index kMostEdits = 2000;

/// Finds which lines of two texts, given as numbers, belong to no common line.
class Differ {
  public:
    Differ(Ids before, Ids after)
        : before_(std::move(before)),
          after_(std::move(after)),
          gone_(before_.size()),
          come_(after_.size()),
          forward_(2 * (before_.size() + after_.size()) + 3),
          backward_(forward_.size()) {}

    void run() {
        compare({0, static_cast<Index>(before_.size()), 0, static_cast<Index>(after_.size())});
    }

    bool gone(std::size_t line) const { return gone_[line]; }
    bool come(std::size_t line) const { return come_[line]; }

  private:
    /// Lines [a, a_end) of the one and [b, b_end) of the other.
    struct Box {
        Index a = 0, a_end = 0;
        Index b = 0, b_end = 0;
    };
    struct Point {
        Index a = 0, b = 0;
    };

    bool same(Index a, Index b) const {
        return before_[static_cast<std::size_t>(a)] == after_[static_cast<std::size_t>(b)];
    }

    void compare(Box box) {
        while (box.a < box.a_end && box.b < box.b_end && same(box.a, box.b)) ++box.a, ++box.b;
        while (box.a < box.a_end && box.b < box.b_end && same(box.a_end - 1, box.b_end - 1))
            --box.a_end, --box.b_end;
        const bool both = box.a < box.a_end && box.b < box.b_end;
        const auto middle = both ? middle_of(box) : std::nullopt;
        if (middle) {
            compare({box.a, middle->a, box.b, middle->b});
            compare({middle->a, box.a_end, middle->b, box.b_end});
            return;
        }
        std::fill(gone_.begin() + box.a, gone_.begin() + box.a_end, true);
        std::fill(come_.begin() + box.b, come_.begin() + box.b_end, true);
    }

    /// A point that a shortest path through `box` passes, about half way; both sides are not empty
    /// and differ in their first and last lines. nullopt: too far apart.
    std::optional<Point> middle_of(const Box& box) {
        const Index width = box.a_end - box.a, height = box.b_end - box.b;
        const Index delta = width - height;
        const Index most = std::min((width + height + 1) / 2, kMostEdits);
        at(forward_, 1) = 0;
        at(backward_, 1) = 0;
        for (Index d = 0; d <= most; ++d) {
            for (Index k = -d; k <= d; k += 2) {
                const Index a = advance(forward_, d, k, box, false);
                const Index other = delta - k;  // the same diagonal, counted from the end
                if (delta % 2 != 0 && other >= -(d - 1) && other <= d - 1 &&
                    a + at(backward_, other) >= width)
                    return Point{box.a + a, box.b + a - k};
            }
            for (Index k = -d; k <= d; k += 2) {
                const Index a = advance(backward_, d, k, box, true);
                const Index other = delta - k;
                if (delta % 2 == 0 && other >= -d && other <= d && a + at(forward_, other) >= width)
                    return Point{box.a_end - a, box.b_end - (a - k)};
            }
        }
        return std::nullopt;
    }

    /// The furthest that d edits reach on diagonal k, from the front or from the back of `box`.
    Index advance(std::vector<Index>& reach, Index d, Index k, const Box& box, bool from_back) {
        const Index width = box.a_end - box.a, height = box.b_end - box.b;
        const bool down = k == -d || (k != d && at(reach, k - 1) < at(reach, k + 1));
        Index a = down ? at(reach, k + 1) : at(reach, k - 1) + 1;
        const auto equal = [&](Index x, Index y) {
            return from_back ? same(box.a_end - 1 - x, box.b_end - 1 - y)
                             : same(box.a + x, box.b + y);
        };
        while (a < width && a - k < height && a >= 0 && a - k >= 0 && equal(a, a - k)) ++a;
        at(reach, k) = a;
        return a;
    }

    Index& at(std::vector<Index>& reach, Index diagonal) const {
        return reach[static_cast<std::size_t>(diagonal + static_cast<Index>(reach.size() / 2))];
    }

    Ids before_, after_;
    std::vector<bool> gone_, come_;
    std::vector<Index> forward_, backward_;
};

/// Equal lines have equal numbers.
class Numbers {
  public:
    Ids of(std::span<const std::string_view> lines) {
        Ids ids;
        ids.reserve(lines.size());
        for (const auto line : lines)
            ids.push_back(
                known_.try_emplace(line, static_cast<std::uint32_t>(known_.size())).first->second);
        return ids;
    }

  private:
    std::unordered_map<std::string_view, std::uint32_t> known_;
};

/// A file's name in a diff's head.
/// source: git-config(1), core.quotePath; GNU diffutils 2.2.2: a tab ends a name with blanks
std::string quoted_name(std::string_view name) {
    const auto plain = [](unsigned char c) {
        return c >= 0x20 && c != 0x7F && c != '"' && c != '\\';
    };
    if (std::ranges::all_of(name, plain)) {
        return fmt::format("{}{}", name, name.find(' ') == std::string_view::npos ? "" : "\t");
    }
    std::string out = "\"";
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain(byte))
            out += c;
        else if (c == '"' || c == '\\')
            fmt::format_to(std::back_inserter(out), "\\{}", c);
        else
            fmt::format_to(std::back_inserter(out), "\\{:03o}", byte);
    }
    return out += '"';
}

/// "3,4": from the line, so many; a run of none stands after the line before it.
std::string run_text(std::size_t begin, std::size_t count) {
    if (count == 1) return fmt::format("{}", begin + 1);
    return fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

class UnifiedWriter {
  public:
    UnifiedWriter(std::span<const std::string_view> before, std::span<const std::string_view> after,
                  std::size_t context)
        : before_(before), after_(after), context_(context) {}

    /// One hunk: changes that stand so near that their context meets.
    void hunk(std::span<const LineChange> changes) {
        const auto& first = changes.front();
        const auto& last = changes.back();
        const auto lead = std::min(context_, first.old_begin);
        const auto old_end = last.old_begin + last.old_count;
        const auto trail = std::min(context_, before_.size() - old_end);
        const auto begin = first.old_begin - lead;
        const auto new_begin = first.new_begin - lead;
        out +=
            fmt::format("@@ -{} +{} @@\n", run_text(begin, old_end + trail - begin),
                        run_text(new_begin, last.new_begin + last.new_count + trail - new_begin));
        auto at = begin;
        for (const auto& change : changes) {
            lines(' ', before_.subspan(at, change.old_begin - at));
            lines('-', before_.subspan(change.old_begin, change.old_count));
            lines('+', after_.subspan(change.new_begin, change.new_count));
            at = change.old_begin + change.old_count;
        }
        lines(' ', before_.subspan(at, trail));
    }

    std::string out;

  private:
    void lines(char mark, std::span<const std::string_view> some) {
        for (const auto line : some) {
            out += mark;
            out += line;
            if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
        }
    }

    std::span<const std::string_view> before_, after_;
    std::size_t context_;
};

}  // namespace

std::vector<std::string_view> lines_with_ends(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto size = end == std::string_view::npos ? text.size() : end + 1;
        out.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return out;
}

std::vector<LineChange> diff_lines(std::span<const std::string_view> before,
                                   std::span<const std::string_view> after) {
    Numbers numbers;
    auto before_ids = numbers.of(before);
    Differ differ(std::move(before_ids), numbers.of(after));
    differ.run();
    std::vector<LineChange> out;
    std::size_t a = 0, b = 0;
    while (a < before.size() || b < after.size()) {
        LineChange change{.old_begin = a, .new_begin = b};
        while (a < before.size() && differ.gone(a)) ++a;
        while (b < after.size() && differ.come(b)) ++b;
        change.old_count = a - change.old_begin;
        change.new_count = b - change.new_begin;
        if (change.old_count + change.new_count != 0) out.push_back(change);
        if (a < before.size()) ++a, ++b;  // a common line
    }
    return out;
}

std::string unified_diff(std::string_view before, std::string_view after,
                         const DiffLabels& labels) {
    if (before == after) return "";
    const auto old_lines = lines_with_ends(before), new_lines = lines_with_ends(after);
    const auto changes = diff_lines(old_lines, new_lines);
    UnifiedWriter writer(old_lines, new_lines, labels.context);
    writer.out =
        fmt::format("--- {}\n+++ {}\n", quoted_name(labels.before), quoted_name(labels.after));
    for (std::size_t i = 0; i < changes.size();) {
        auto end = i + 1;
        while (end < changes.size() &&
               changes[end].old_begin - changes[end - 1].old_begin - changes[end - 1].old_count <=
                   2 * labels.context)
            ++end;
        writer.hunk(std::span(changes).subspan(i, end - i));
        i = end;
    }
    return std::move(writer.out);
}

}  // namespace sendguard

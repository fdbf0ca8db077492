#include "policy/pattern_branches.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sendguard::policy {
namespace {

constexpr std::size_t kMostBranches = 5000;

struct Group {
    std::size_t begin = 0;            ///< of its content
    std::vector<std::size_t> bars{};  ///< where its own | stand
    bool left_out = false;
};

/// Walks over a pattern's syntax as far as groups and alternatives go.
class Walk {
  public:
    /// in: compiles - false: what would not compile is not left out
    Walk(const PatternSpec& spec, bool compiles)
        : spec_(spec), in_(spec.regex), compiles_(compiles) {}

    std::vector<Branch> run() {
        open_.push_back({});
        while (at_ < in_.size() && out_.size() < kMostBranches) step();
        if (open_.size() == 1) close(in_.size());
        return std::move(out_);
    }

  private:
    bool starts(std::string_view what) const { return in_.substr(at_).starts_with(what); }

    void step() {
        const char c = in_[at_];
        if (c == '\\') {
            skip_escape();
        } else if (c == '[') {
            skip_class();
        } else if (starts("(?#")) {
            skip_past(")");
        } else if (c == '(') {
            open_group();
        } else if (c == ')') {
            if (open_.size() > 1) {
                close(at_);
                open_.pop_back();
            }
            ++at_;
        } else {
            if (c == '|') open_.back().bars.push_back(at_);
            ++at_;
        }
    }

    void skip_past(std::string_view what) {
        const auto end = in_.find(what, at_);
        at_ = end == std::string_view::npos ? in_.size() : end + what.size();
    }
    void skip_escape() {
        if (starts("\\Q")) return skip_past("\\E");
        at_ += 2;
    }
    void skip_class() {
        ++at_;
        if (starts("^")) ++at_;
        if (starts("]")) ++at_;
        while (at_ < in_.size() && in_[at_] != ']') {
            if (in_[at_] == '\\') {
                skip_escape();
            } else if (starts("[:")) {
                skip_past(":]");
            } else {
                ++at_;
            }
        }
        ++at_;
    }

    void open_group() {
        Group group;
        group.left_out = open_.back().left_out || starts("(?!") || starts("(?<!") ||
                         starts("(?(") || starts("(*");
        ++at_;
        if (starts("?(")) {
            skip_past(")");
        } else if (starts("?")) {
            const bool named =
                starts("?P<") || starts("?'") || (starts("?<") && !starts("?<=") && !starts("?<!"));
            if (named) {
                at_ += starts("?P<") ? 3 : 2;
                at_ = std::min(in_.find_first_of(">'", at_), in_.size() - 1) + 1;
            } else if (starts("?<")) {
                at_ += 3;
            } else {
                // (?:, (?i:, (?=, (?>, (?|; and (?i) alone, which ends at once.
                at_ = std::min(in_.find_first_of(":=!>|)", at_), in_.size() - 1);
                if (in_[at_] != ')') ++at_;
            }
        }
        group.begin = at_;
        open_.push_back(group);
    }

    bool is_repeated(std::size_t end) const {
        const char next = end + 1 < in_.size() ? in_[end + 1] : '\0';
        return next == '*' || next == '+' || next == '{';
    }

    /// The innermost group ends before `end`.
    void close(std::size_t end) {
        const auto& group = open_.back();
        if (group.bars.empty() || group.left_out || is_repeated(end)) return;
        auto begin = group.begin;
        auto bars = group.bars;
        bars.push_back(end);
        for (const auto bar : bars) {
            const auto text = in_.substr(begin, bar - begin);
            begin = bar + 1;
            if (text.empty()) continue;
            Branch branch{.text = std::string(text), .alone = spec_};
            branch.alone.regex = std::string(in_.substr(0, group.begin)) + std::string(text) +
                                 std::string(in_.substr(end));
            if (!compiles_ || check_pattern(branch.alone)) out_.push_back(std::move(branch));
        }
    }

    const PatternSpec& spec_;
    std::string_view in_;
    bool compiles_;
    std::size_t at_ = 0;
    std::vector<Group> open_;
    std::vector<Branch> out_;
};

}  // namespace

std::vector<Branch> branches_of(const PatternSpec& spec) {
    return Walk(spec, true).run();
}

std::vector<std::string> plain_choices(const PatternSpec& spec) {
    std::vector<std::string> out;
    for (auto& branch : Walk(spec, false).run()) {
        const auto& alone = branch.alone.regex;
        if (alone == branch.text || alone == "(?:" + branch.text + ")")
            out.push_back(std::move(branch.text));
    }
    if (out.empty()) out.push_back(spec.regex);
    return out;
}

}  // namespace sendguard::policy

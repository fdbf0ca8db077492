// Which rules can be left out when a draft shows none of their literals.
//
// A rule's triggers are patterns one of which must be a candidate for `when` to be true. For "all"
// the child with the fewest is enough; for "any" every child must have some; "not" and facts that
// are no text give none. A pattern without literals is always a candidate, so it makes no trigger.
#include <algorithm>

#include "policy/policy.h"

namespace sendguard::policy {
namespace {

using Patterns = std::optional<std::vector<PatternId>>;

class Finder {
  public:
    explicit Finder(const Policy& policy) : unfiltered_(policy.patterns.size()) {
        for (const auto id : policy.patterns.unfiltered()) unfiltered_[id] = true;
    }

    Patterns find(const Condition& condition) const {
        return std::visit([this](const auto& is) { return of(is); }, condition.is);
    }

  private:
    Patterns pattern(PatternId id) const {
        if (id == kNoPattern || id >= unfiltered_.size() || unfiltered_[id]) return std::nullopt;
        return std::vector<PatternId>{id};
    }
    Patterns of(const TextCondition& text) const {
        auto own = pattern(text.pattern);
        return own ? own : pattern(text.near_pattern);
    }
    // Header conditions have none: they read any field, and trace fields are no passages.
    Patterns of(const LinkCondition& link) const { return pattern(link.pattern); }
    Patterns of(const DetectCondition& detect) const { return pattern(detect.trigger); }
    Patterns of(const AllOf& all) const {
        Patterns best;
        for (const auto& child : all.children) {
            auto found = find(child);
            if (found && (!best || found->size() < best->size())) best = std::move(found);
        }
        return best;
    }
    Patterns of(const AnyOf& any) const {
        std::vector<PatternId> out;
        for (const auto& child : any.children) {
            const auto found = find(child);
            if (!found) return std::nullopt;
            out.insert(out.end(), found->begin(), found->end());
        }
        return out.empty() ? std::nullopt : Patterns(std::move(out));
    }
    template <class Other>
    Patterns of(const Other&) const {
        return std::nullopt;
    }

    std::vector<bool> unfiltered_;
};

}  // namespace

void index_triggers(Policy& policy) {
    const Finder finder(policy);
    policy.rules_by_trigger.assign(policy.patterns.size(), {});
    policy.untriggered_rules.clear();
    for (std::uint32_t i = 0; i < policy.rules.size(); ++i) {
        auto& rule = policy.rules[i];
        rule.triggers = finder.find(rule.when).value_or(std::vector<PatternId>{});
        std::sort(rule.triggers.begin(), rule.triggers.end());
        rule.triggers.erase(std::unique(rule.triggers.begin(), rule.triggers.end()),
                            rule.triggers.end());
        for (const auto id : rule.triggers) policy.rules_by_trigger[id].push_back(i);
        if (rule.triggers.empty()) policy.untriggered_rules.push_back(i);
    }
}

}  // namespace sendguard::policy

// Rules that load and cannot work: those that never fire, or always do, that another one outdoes
// wherever they fire, or that wait for sign-offs of nobody.
//
// The idea: a condition is asked what it can be, not what it is, in every kind of situation that a
// draft can be in (its audience, its gate). What can be true in none of them never fires. Limits:
// what a pattern can match is not worked out; so nothing is said of rules that are merely unlikely.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/condition_key.h"
#include "policy/policy.h"

namespace sendguard::check {

enum class RemarkKind : std::uint8_t {
    never_fires,
    always_fires,
    outdone,
    nobody_signs,
    likely_slip
};
std::string_view remark_name(RemarkKind kind);  ///< "never-fires", ...

struct RuleRemark {
    RemarkKind kind = RemarkKind::never_fires;
    std::string rule;
    Position where;    ///< the line of the condition, where it is one
    std::string text;  ///< one sentence
};

/// All remarks on the rules of a policy, in their order.
/// cost: the square of the number of rules, in comparisons
std::vector<RuleRemark> lint_rules(const policy::Policy& policy);

/// Compares conditions of one policy, which must outlive this. One thread's.
class Implication {
  public:
    explicit Implication(const policy::Policy& policy) : policy_(policy), keys_(policy) {}

    /// Whether `weaker` is true wherever `stronger` is, as far as their forms tell; false also when
    /// it cannot be told.
    bool implies(const policy::Condition& stronger, const policy::Condition& weaker);
    bool same(const policy::Condition& a, const policy::Condition& b) {
        return keys_.of(a) == keys_.of(b);
    }
    /// Whether `large` matches wherever `small` does, where both are choices of texts.
    bool within(policy::PatternId small, policy::PatternId large);

  private:
    const std::vector<std::string>& choices(policy::PatternId id);

    const policy::Policy& policy_;
    policy::ConditionKeys keys_;
    std::map<policy::PatternId, std::vector<std::string>> choices_;
};

}  // namespace sendguard::check

// Whether one condition is true wherever another is, by their forms.
#include <algorithm>

#include "check/rule_lint.h"
#include "policy/pattern_branches.h"

namespace sendguard::check {
namespace {

using namespace policy;

template <std::size_t N>
bool within(const std::bitset<N>& small, const std::bitset<N>& large) {
    return (small & ~large).none();
}

bool same_matcher(const AddressMatcher& a, const AddressMatcher& b) {
    return a.kind == b.kind && a.group == b.group && a.glob == b.glob;
}

/// Each matcher of `small` stands in `large`, too.
bool within(const std::vector<AddressMatcher>& small, const std::vector<AddressMatcher>& large) {
    return std::ranges::all_of(small, [&](const auto& one) {
        return std::ranges::any_of(large,
                                   [&](const auto& other) { return same_matcher(one, other); });
    });
}

bool leaf_implies(const TextCondition& a, const TextCondition& b, Implication& all) {
    const bool near = b.near_pattern == kNoPattern || (all.within(a.near_pattern, b.near_pattern) &&
                                                       a.near_within <= b.near_within);
    return near && within(a.in, b.in) && a.at_least >= b.at_least &&
           all.within(a.pattern, b.pattern);
}

bool leaf_implies(const RecipientsCondition& a, const RecipientsCondition& b, Implication&) {
    if (a.in != b.in || b.exposed_more_than || !b.together.empty()) return false;
    if (b.more_than && (!a.more_than || *a.more_than < *b.more_than)) return false;
    if (b.tests.size() != 1 || a.tests.size() != 1) return b.tests.empty();
    const auto& one = a.tests.front();
    const auto& other = b.tests.front();
    if (one.quantifier == AddressTest::Quantifier::none ||
        other.quantifier == AddressTest::Quantifier::none)
        return one.quantifier == other.quantifier && within(other.matchers, one.matchers);
    // What is true of all is true of any: `all` is met by none but drafts that have recipients.
    const bool quantified =
        one.quantifier == other.quantifier || other.quantifier == AddressTest::Quantifier::any;
    return quantified && !b.more_than && within(one.matchers, other.matchers);
}

bool leaf_implies(const AudienceCondition& a, const AudienceCondition& b, Implication&) {
    return within(a.any, b.any);
}
bool leaf_implies(const GateCondition& a, const GateCondition& b, Implication&) {
    return within(a.any, b.any);
}
bool leaf_implies(const ContentCondition& a, const ContentCondition& b, Implication&) {
    return within(a.kinds, b.kinds) && a.more_than >= b.more_than;
}
template <class Other>
bool leaf_implies(const Other&, const Other&, Implication&) {
    return false;  // equal ones were told before
}

}  // namespace

const std::vector<std::string>& Implication::choices(PatternId id) {
    auto& known = choices_[id];
    if (known.empty()) {
        known = plain_choices(policy_.patterns.spec(id));
        std::ranges::sort(known);
    }
    return known;
}

bool Implication::within(PatternId small, PatternId large) {
    if (small == large) return true;
    if (small == kNoPattern || large == kNoPattern) return false;
    const auto& one = policy_.patterns.spec(small);
    const auto& other = policy_.patterns.spec(large);
    if (one == other) return true;
    if (!other.ignore_case && one.ignore_case) return false;
    return std::ranges::includes(choices(large), choices(small));
}

bool Implication::implies(const Condition& stronger, const Condition& weaker) {
    const auto each = [&](const auto& children, const auto& test) {
        return !children.empty() && std::ranges::all_of(children, test);
    };
    if (const auto* any = std::get_if<AnyOf>(&stronger.is))
        return each(any->children, [&](const Condition& child) { return implies(child, weaker); });
    if (const auto* all = std::get_if<AllOf>(&weaker.is))
        return each(all->children,
                    [&](const Condition& child) { return implies(stronger, child); });
    if (const auto* any = std::get_if<AnyOf>(&weaker.is))
        if (std::ranges::any_of(any->children,
                                [&](const Condition& child) { return implies(stronger, child); }))
            return true;
    if (const auto* all = std::get_if<AllOf>(&stronger.is))
        return std::ranges::any_of(all->children,
                                   [&](const Condition& child) { return implies(child, weaker); });
    if (stronger.is.index() != weaker.is.index()) return false;
    if (same(stronger, weaker)) return true;
    const auto* one = std::get_if<Not>(&stronger.is);
    const auto* other = std::get_if<Not>(&weaker.is);
    if (one != nullptr && other != nullptr)
        return implies(other->child.front(), one->child.front());
    return std::visit(
        [&](const auto& a) {
            using Kind = std::decay_t<decltype(a)>;
            if constexpr (std::is_same_v<Kind, AllOf> || std::is_same_v<Kind, AnyOf> ||
                          std::is_same_v<Kind, Not>) {
                return false;
            } else {
                return leaf_implies(a, std::get<Kind>(weaker.is), *this);
            }
        },
        stronger.is);
}

}  // namespace sendguard::check

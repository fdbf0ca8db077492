#include "check/rule_lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/conditions.h"

namespace sendguard::check {
namespace {

using namespace policy;

/// What a condition can be.
struct Can {
    bool hold = true, fail = true;
};

/// A situation that a draft can be in.
struct World {
    Audience audience = Audience::internal;
    GateKind gate = GateKind::check;
};

std::vector<World> worlds_of(const Policy& policy) {
    std::vector<World> out;
    const bool any_internal = !policy.internal_domains.empty() || !policy.internal_globs.empty();
    for (std::size_t gate = 0; gate < kGates; ++gate) {
        const auto its = static_cast<GateKind>(gate);
        if (any_internal) out.push_back({Audience::internal, its});
        out.push_back({Audience::external, its});
        // Files come in at these two only; the others take mail.
        if (its == GateKind::check || its == GateKind::http)
            out.push_back({Audience::public_, its});
    }
    return out;
}

bool is_empty(const Group& group) {
    return group.addresses.empty() && group.domains.empty() && group.globs.empty();
}

class Possible {
  public:
    Possible(const Policy& policy, World world, Implication& compare)
        : policy_(policy), world_(world), compare_(compare) {}

    Can of(const Condition& condition) const {
        return std::visit([this](const auto& is) { return can(is); }, condition.is);
    }

  private:
    bool is_file() const { return world_.audience == Audience::public_; }

    Can can(const AllOf& c) const {
        Can out{true, false};
        for (const auto& child : c.children) {
            const auto its = of(child);
            out.hold = out.hold && its.hold;
            out.fail = out.fail || its.fail;
        }
        if (contradict(c.children)) out = {false, true};
        return out;
    }
    Can can(const AnyOf& c) const {
        Can out{false, true};
        for (const auto& child : c.children) {
            const auto its = of(child);
            out.hold = out.hold || its.hold;
            out.fail = out.fail && its.fail;
        }
        if (contradict(c.children)) out = {true, false};
        return out;
    }
    Can can(const Not& c) const {
        const auto its = of(c.child.front());
        return {its.fail, its.hold};
    }
    Can can(const AudienceCondition& c) const {
        return known(c.any.test(static_cast<std::size_t>(world_.audience)));
    }
    Can can(const GateCondition& c) const {
        return known(c.any.test(static_cast<std::size_t>(world_.gate)));
    }
    Can can(const RateCondition&) const {
        return world_.gate == GateKind::check ? known(false) : Can{};
    }
    Can can(const MetadataCondition&) const { return is_file() ? Can{} : known(false); }
    Can can(const HeaderCondition& c) const {
        if (!is_file()) return {};
        return known(c.present == false && c.pattern == kNoPattern);
    }
    Can can(const RecipientsCondition& c) const {
        Can out;
        if (is_file() && (c.more_than || c.exposed_more_than)) return known(false);
        for (const auto& matcher : c.together)
            if (is_file() || matches_nobody(matcher)) return known(false);
        for (const auto& test : c.tests) {
            const bool nobody = is_file() || std::ranges::all_of(test.matchers, [&](auto& one) {
                                    return matches_nobody(one);
                                });
            if (nobody && test.quantifier != AddressTest::Quantifier::none) return known(false);
            if (c.in.none() && !is_file()) limit_by_audience(test, out);
        }
        return out;
    }
    Can can(const SenderCondition& c) const {
        for (const auto& test : c.tests) {
            const bool nobody = is_file() || std::ranges::all_of(test.matchers, [&](auto& one) {
                                    return matches_nobody(one);
                                });
            if (nobody && test.quantifier != AddressTest::Quantifier::none) return known(false);
        }
        return {};
    }
    template <class Other>
    Can can(const Other&) const {
        return {};
    }

    static Can known(bool holds) { return {holds, !holds}; }

    /// In mail to insiders no recipient is external; in other mail not all are internal.
    void limit_by_audience(const AddressTest& test, Can& out) const {
        if (test.matchers.size() != 1) return;
        const bool external = test.matchers[0].kind == AddressMatcher::Kind::external;
        const bool internal = test.matchers[0].kind == AddressMatcher::Kind::internal;
        const bool inside = world_.audience == Audience::internal;
        const bool none = test.quantifier == AddressTest::Quantifier::none;
        const bool all = test.quantifier == AddressTest::Quantifier::all;
        if (external && inside && !none) out.hold = false;
        if (internal && inside && none) out.hold = false;
        if (internal && !inside && all) out.hold = false;
    }
    bool matches_nobody(const AddressMatcher& matcher) const {
        if (matcher.kind == AddressMatcher::Kind::group)
            return is_empty(policy_.groups[matcher.group]);
        return matcher.kind == AddressMatcher::Kind::internal && policy_.internal_domains.empty() &&
               policy_.internal_globs.empty();
    }
    /// One of the conditions is the opposite of another.
    bool contradict(const std::vector<Condition>& children) const {
        for (const auto& child : children) {
            const auto* no = std::get_if<Not>(&child.is);
            if (no == nullptr) continue;
            if (std::ranges::any_of(children, [&](const Condition& other) {
                    return compare_.same(other, no->child.front());
                }))
                return true;
        }
        return false;
    }

    const Policy& policy_;
    World world_;
    Implication& compare_;
};

class Lint {
  public:
    explicit Lint(const Policy& policy)
        : policy_(policy), worlds_(worlds_of(policy)), compare_(policy) {}

    std::vector<RuleRemark> run() {
        for (const auto& rule : policy_.rules) {
            const auto before = out_.size();
            look_whether_it_fires(rule);
            look_who_signs(rule);
            look_for_slips(rule.when, rule);
            if (out_.size() == before) look_for_stronger(rule);
        }
        return std::move(out_);
    }

  private:
    void add(RemarkKind kind, const Rule& rule, std::uint32_t line, std::string text) {
        auto where = rule.where;
        if (line != 0) {
            where.line = line;
            where.column = 0;
        }
        out_.push_back({kind, rule.id, std::move(where), std::move(text)});
    }

    bool can_hold(const Condition& condition) {
        return std::ranges::any_of(worlds_, [&](const World& world) {
            return Possible(policy_, world, compare_).of(condition).hold;
        });
    }

    void look_whether_it_fires(const Rule& rule) {
        if (!can_hold(rule.when)) {
            const auto [line, why] = why_never(rule.when);
            add(RemarkKind::never_fires, rule, line, "it can never fire: " + why);
            return;
        }
        if (std::ranges::none_of(worlds_, [&](const World& world) {
                return Possible(policy_, world, compare_).of(rule.when).fail;
            }))
            add(RemarkKind::always_fires, rule, rule.when.line, "it fires on every draft");
    }

    /// The innermost condition to blame.
    std::pair<std::uint32_t, std::string> why_never(const Condition& condition) {
        if (const auto* all = std::get_if<AllOf>(&condition.is)) {
            for (const auto& child : all->children)
                if (!can_hold(child)) return why_never(child);
            return {condition.line, "its conditions exclude each other"};
        }
        const auto* any = std::get_if<AnyOf>(&condition.is);
        if (any != nullptr && !any->children.empty()) return why_never(any->children.front());
        return {condition.line, reason(condition)};
    }
    std::string reason(const Condition& condition) const {
        std::vector<std::string> empty;
        const auto note = [&](const std::vector<AddressMatcher>& matchers) {
            for (const auto& one : matchers)
                if (one.kind == AddressMatcher::Kind::group && is_empty(policy_.groups[one.group]))
                    empty.push_back(policy_.groups[one.group].name);
        };
        if (const auto* to = std::get_if<RecipientsCondition>(&condition.is)) {
            for (const auto& test : to->tests) note(test.matchers);
            note(to->together);
        }
        if (const auto* sender = std::get_if<SenderCondition>(&condition.is))
            for (const auto& test : sender->tests) note(test.matchers);
        const auto words = describe(condition, policy_);
        if (empty.empty()) return fmt::format("nothing can be \"{}\"", words);
        return fmt::format("nobody is in the group{} {}", empty.size() == 1 ? "" : "s",
                           fmt::join(empty, ", "));
    }

    void look_who_signs(const Rule& rule) {
        if (rule.action != Action::hold || !rule.approvers) return;
        const auto look = [&](const Approvers& stage) {
            if (stage.sender) return;
            const auto nobody = [&](const std::string& name) {
                const auto found = policy_.group_by_name.find(name);
                return found == policy_.group_by_name.end() ||
                       is_empty(policy_.groups[found->second]);
            };
            if (nobody(stage.group) && (stage.deputies.empty() || nobody(stage.deputies)))
                add(RemarkKind::nobody_signs, rule, 0,
                    fmt::format("nobody can sign off what it holds: the group {} is empty",
                                stage.group));
        };
        for (const auto& stage : rule.approvers->before) look(stage);
        look(*rule.approvers);
    }

    void look_for_slips(const Condition& condition, const Rule& rule) {
        // Fields that mail programs and lists write. source: IANA, Message Header Field Names
        constexpr std::array<std::string_view, 24> kKnown{
            "Subject",      "From",           "To",           "Cc",
            "Bcc",          "Reply-To",       "Sender",       "Date",
            "Message-ID",   "In-Reply-To",    "References",   "List-Id",
            "Comments",     "Keywords",       "Precedence",   "Importance",
            "Priority",     "Sensitivity",    "Return-Path",  "User-Agent",
            "Organization", "Auto-Submitted", "Content-Type", "List-Unsubscribe"};
        if (const auto* all = std::get_if<AllOf>(&condition.is))
            return each_slip(all->children, rule);
        if (const auto* any = std::get_if<AnyOf>(&condition.is))
            return each_slip(any->children, rule);
        if (const auto* no = std::get_if<Not>(&condition.is)) return each_slip(no->child, rule);
        const auto* header = std::get_if<HeaderCondition>(&condition.is);
        if (header == nullptr || header->name.starts_with("X-")) return;
        for (const auto known : kKnown)
            if (equals_ignoring_case(known, header->name)) return;
        if (const auto likely = nearest(header->name, kKnown))
            add(RemarkKind::likely_slip, rule, condition.line,
                fmt::format("mail has no header {}; did you mean {}?", header->name, *likely));
    }
    void each_slip(const std::vector<Condition>& children, const Rule& rule) {
        for (const auto& child : children) look_for_slips(child, rule);
    }

    void look_for_stronger(const Rule& rule) {
        if (rule.mode == Mode::observe || !rule.everywhere) return;
        for (const auto& other : policy_.rules) {
            if (&other == &rule || other.mode == Mode::observe || !other.everywhere) continue;
            const bool stronger = other.action > rule.action;
            const bool same = other.action == rule.action && &other < &rule;
            if (!stronger && !same) continue;
            if (!compare_.implies(rule.when, other.when)) continue;
            if (same && !compare_.implies(other.when, rule.when)) continue;
            add(RemarkKind::outdone, rule, 0,
                same ? fmt::format("{} does the same under the same conditions", other.id)
                     : fmt::format("wherever it fires, {} fires, too, with {}", other.id,
                                   action_name(other.action)));
            return;
        }
    }

    const Policy& policy_;
    std::vector<World> worlds_;
    Implication compare_;
    std::vector<RuleRemark> out_;
};

}  // namespace

std::string_view remark_name(RemarkKind kind) {
    switch (kind) {
        case RemarkKind::never_fires:
            return "never-fires";
        case RemarkKind::always_fires:
            return "always-fires";
        case RemarkKind::outdone:
            return "outdone";
        case RemarkKind::nobody_signs:
            return "nobody-signs";
        case RemarkKind::likely_slip:
            return "likely-slip";
    }
    return "remark";
}

std::vector<RuleRemark> lint_rules(const Policy& policy) {
    return Lint(policy).run();
}

}  // namespace sendguard::check

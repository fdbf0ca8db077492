#include "check/envelope_rules.h"

#include <algorithm>

#include "check/conditions.h"
#include "draft/read.h"

namespace sendguard::check {
namespace {

using namespace policy;

/// What a condition is made of.
struct Made {
    bool of_envelope = true;  ///< nothing else is asked
    bool names_recipients = false;
};

Made made_of(const Condition& condition);

Made made_of_all(const std::vector<Condition>& children) {
    Made out;
    for (const auto& child : children) {
        const auto one = made_of(child);
        out.of_envelope = out.of_envelope && one.of_envelope;
        out.names_recipients = out.names_recipients || one.names_recipients;
    }
    return out;
}

bool only_any(const RecipientsCondition& c) {
    const bool any = std::ranges::all_of(c.tests, [](const AddressTest& test) {
        return test.quantifier == AddressTest::Quantifier::any;
    });
    // To and Cc stand in the message; every recipient of the envelope is in "envelope".
    const bool everyone = c.in.none() || c.in.test(3);
    return any && everyone && c.tests.size() == 1 && !c.more_than && c.together.empty() &&
           !c.exposed_more_than;
}

Made made_of(const Condition& condition) {
    constexpr Made kMessage{false, false};
    if (const auto* all = std::get_if<AllOf>(&condition.is)) return made_of_all(all->children);
    if (const auto* any = std::get_if<AnyOf>(&condition.is)) return made_of_all(any->children);
    if (const auto* no = std::get_if<Not>(&condition.is)) {
        const auto one = made_of_all(no->child);
        return one.names_recipients ? kMessage : one;
    }
    if (const auto* to = std::get_if<RecipientsCondition>(&condition.is))
        return only_any(*to) ? Made{true, true} : kMessage;
    if (const auto* sender = std::get_if<SenderCondition>(&condition.is))
        return sender->tests.empty() ? Made{} : kMessage;
    if (std::holds_alternative<GateCondition>(condition.is) ||
        std::holds_alternative<TimeCondition>(condition.is))
        return {};
    return kMessage;
}

}  // namespace

std::vector<std::uint32_t> envelope_rules(const Policy& policy) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const auto& rule = policy.rules[i];
        if (rule.action != Action::block || rule.mode == policy::Mode::observe) continue;
        const auto made = made_of(rule.when);
        if (made.of_envelope && made.names_recipients) out.push_back(static_cast<std::uint32_t>(i));
    }
    return out;
}

Evaluation evaluate_recipient(const Policy& policy, const std::vector<std::uint32_t>& rules,
                              std::string_view sender, std::string_view recipient,
                              const Facts& facts) {
    Evaluation out;
    if (rules.empty()) return out;
    // Addresses in their canonical form, as the reader makes them.
    const auto draft =
        draft::read_draft(std::make_shared<const std::string>("\r\n"),
                          {.source = "-",
                           .envelope = {std::string(sender), {std::string(recipient)}},
                           .expect_mail = true});
    const SearchedText no_text;
    const Scene scene{policy, draft, facts, no_text, audience_of(policy, draft)};
    for (const auto index : rules) {
        const auto& rule = policy.rules[index];
        Evidence evidence;
        evidence.rule = rule.id;
        const auto held = holds(rule.when, scene, evidence);
        if (held && held.value()) out.findings.push_back(finding_of(rule, std::move(evidence)));
    }
    out.verdict = verdict_of(out.findings);
    return out;
}

}  // namespace sendguard::check

#include "check/signoffs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "signoff/values.h"

namespace sendguard::check {
namespace {

using policy::Approvers;
using signoff::person_key;
using signoff::Signoff;

bool in_group(const policy::Policy& policy, const std::string& name, const std::string& person) {
    const auto found = policy.group_by_name.find(name);
    return found != policy.group_by_name.end() && policy.groups[found->second].contains(person);
}

/// Why the sign-off does not count by its dates; empty when it does. A signature bears no time of
/// its own, so a rule's term can only be held against the time the signer set.
std::string date_reason(const Signoff& signoff, const Approvers& approvers, Timestamp now) {
    if (signoff.until && *signoff.until < now) {
        return "it ended at " + format_rfc3339(*signoff.until);
    }
    if (approvers.term.count() == 0 || !signoff.signed_) return {};
    if (!signoff.until) return "the rule asks for an end: sign with --until";
    if (*signoff.until > now + approvers.term) return "it runs longer than the rule's term";
    return {};
}

/// Why `signoff` does not count toward `approvers`; empty when it does.
std::string refusal(const policy::Policy& policy, const Facts& facts, const Approvers& approvers,
                    const std::vector<std::string>& authors, const Signoff& signoff) {
    if (!signoff.void_reason.empty()) return signoff.void_reason;
    if (approvers.strength == policy::Strength::signed_ && !signoff.signed_) {
        return "it is stated in the draft, and the rule asks for a signature";
    }
    const bool is_author = std::any_of(authors.begin(), authors.end(), [&](const auto& author) {
        return person_key(author) == person_key(signoff.person);
    });
    if (approvers.sender) {
        if (!is_author) return "the rule asks for the sender";
    } else {
        if (signoff.signed_ && !signoff.any_group && signoff.as != approvers.group) {
            return fmt::format("it was signed for '{}'", signoff.as);
        }
        const bool deputy =
            !approvers.deputies.empty() && in_group(policy, approvers.deputies, signoff.person);
        if (!deputy && !in_group(policy, approvers.group, signoff.person)) {
            return fmt::format("{} is not in the group '{}'", signoff.person, approvers.group);
        }
        if (approvers.not_author && authors.empty()) return "the draft's author is not known";
        if (approvers.not_author && is_author) return "it is the author's own";
    }
    return date_reason(signoff, approvers, facts.now);
}

bool group_is_empty(const policy::Policy& policy, const std::string& name) {
    const auto found = policy.group_by_name.find(name);
    if (found == policy.group_by_name.end()) return true;
    const auto& group = policy.groups[found->second];
    return group.addresses.empty() && group.domains.empty() && group.globs.empty();
}

/// The people who sign off at one stage, and who did not count there.
void count_stage(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                 const Approvers& stage, std::set<std::string>& people, Clearance& out) {
    auto authors = signoff::authors(draft);
    authors.insert(authors.end(), facts.authors.begin(), facts.authors.end());
    const auto before = people;
    std::size_t count = 0;
    out.notes.clear();
    for (const auto& signoff : facts.signoffs) {
        if (before.contains(person_key(signoff.person))) continue;
        const std::string why_not = refusal(policy, facts, stage, authors, signoff);
        if (!why_not.empty()) {
            out.notes.push_back(fmt::format("the sign-off of {} ({}) does not count: {}",
                                            signoff.person.empty() ? "someone" : signoff.person,
                                            signoff.from, why_not));
        } else if (people.insert(person_key(signoff.person)).second) {
            out.signed_by.push_back(signoff.person);
            ++count;
        }
    }
    out.stage = &stage;
    out.cleared = count >= stage.count;
}

}  // namespace

Clearance clearance(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                    const Approvers& approvers) {
    Clearance out;
    std::set<std::string> people;
    for (const auto& stage : approvers.before) {
        count_stage(policy, draft, facts, stage, people, out);
        if (!out.cleared) break;
    }
    if (approvers.before.empty() || out.cleared)
        count_stage(policy, draft, facts, approvers, people, out);
    if (!out.cleared && !out.stage->sender && group_is_empty(policy, out.stage->group)) {
        out.notes.push_back(
            fmt::format("nobody is in the group '{}': define it in the policy", out.stage->group));
    }
    return out;
}

}  // namespace sendguard::check

#include "check/signoffs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace sendguard::check {
namespace {

using policy::Approvers;
using signoff::Signoff;

/// One key for one person: case aside, and what follows a + in the local part cut.
std::string person_key(std::string_view address) {
    std::string key = ascii_lower(address);
    const auto at = key.rfind('@');
    const auto plus = key.find('+');
    if (at != std::string::npos && plus < at && plus > 0) key.erase(plus, at - plus);
    return key;
}

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
        if (!in_group(policy, approvers.group, signoff.person)) {
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

}  // namespace

Clearance clearance(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                    const Approvers& approvers) {
    Clearance out;
    auto authors = signoff::authors(draft);
    authors.insert(authors.end(), facts.authors.begin(), facts.authors.end());
    std::set<std::string> people;
    for (const auto& signoff : facts.signoffs) {
        const std::string why_not = refusal(policy, facts, approvers, authors, signoff);
        if (!why_not.empty()) {
            out.notes.push_back(fmt::format("the sign-off of {} ({}) does not count: {}",
                                            signoff.person.empty() ? "someone" : signoff.person,
                                            signoff.from, why_not));
        } else if (people.insert(person_key(signoff.person)).second) {
            out.signed_by.push_back(signoff.person);
        }
    }
    out.cleared = out.signed_by.size() >= approvers.count;
    if (!out.cleared && !approvers.sender && group_is_empty(policy, approvers.group)) {
        out.notes.push_back(
            fmt::format("nobody is in the group '{}': define it in the policy", approvers.group));
    }
    return out;
}

}  // namespace sendguard::check

#include "review/roles.h"

#include <algorithm>

#include "signoff/values.h"

namespace sendguard::review {

bool in_group(const policy::Policy& policy, const std::string& group, std::string_view person) {
    const auto found = policy.group_by_name.find(group);
    return found != policy.group_by_name.end() &&
           policy.groups[found->second].contains(signoff::canonical_address(person));
}

namespace {

bool is_asked(const policy::Policy& policy, const policy::Approvers& approvers,
              std::string_view person) {
    return (!approvers.sender && in_group(policy, approvers.group, person)) ||
           (!approvers.deputies.empty() && in_group(policy, approvers.deputies, person)) ||
           std::ranges::any_of(approvers.before, [&](const policy::Approvers& stage) {
               return is_asked(policy, stage, person);
           });
}

}  // namespace

bool is_reviewer(const policy::Policy& policy, const Identity& who) {
    if (who.kind != policy::SenderKind::person) return false;
    const auto asked = [&](const policy::Rule& rule) {
        return rule.approvers && is_asked(policy, *rule.approvers, who.name);
    };
    return std::ranges::any_of(policy.rules, asked) ||
           std::ranges::any_of(policy.service.store.preconditions, [&](const auto& one) {
               return in_group(policy, one.role, who.name);
           });
}

bool is_own(const hold::Hold& hold, const Identity& who) {
    const bool known = hold.submitter.via == "login" || hold.submitter.via == "api";
    if (known && hold.submitter.name == who.name) return true;
    // A sender's address proves nothing of a program: only a person's login is taken for theirs.
    return who.kind == policy::SenderKind::person && !hold.sender.empty() &&
           signoff::person_key(hold.sender) == signoff::person_key(who.name);
}

bool may_see(const policy::Policy& policy, const hold::Hold& hold, const Identity& who) {
    return is_own(hold, who) || is_reviewer(policy, who);
}

std::vector<std::string> groups_to_sign(const policy::Policy& policy,
                                        const hold::Judgement& judgement, const Identity& who) {
    std::vector<std::string> out;
    if (who.kind != policy::SenderKind::person) return out;
    const auto same = [&](const std::string& other) {
        return signoff::person_key(other) == signoff::person_key(who.name);
    };
    for (const auto& missing : judgement.missing) {
        const bool asked = missing.group.empty()
                               ? std::ranges::any_of(judgement.from, same)
                               : in_group(policy, missing.group, who.name) ||
                                     (!missing.deputy_group.empty() &&
                                      in_group(policy, missing.deputy_group, who.name));
        if (!asked || std::ranges::any_of(missing.signed_by, same)) continue;
        if (std::ranges::find(out, missing.group) == out.end()) out.push_back(missing.group);
    }
    return out;
}

hold::Actor actor_of(const Identity& who) {
    return {.name = who.name,
            .kind = std::string(policy::sender_kind_name(who.kind)),
            .via = who.via == "api" ? "api" : "page"};
}

}  // namespace sendguard::review

// What a person may do, by the policy's groups.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hold/hold.h"
#include "hold/judge.h"
#include "policy/policy.h"
#include "review/sessions.h"

namespace sendguard::review {

bool in_group(const policy::Policy& policy, const std::string& group, std::string_view person);

/// A person whom some rule names for sign-offs, or the store for a precondition: sees every held
/// draft, and may reject and return it. Never a program or an agent.
bool is_reviewer(const policy::Policy& policy, const Identity& who);

/// Handed in by them, or in their name.
bool is_own(const hold::Hold& hold, const Identity& who);
bool may_see(const policy::Policy& policy, const hold::Hold& hold, const Identity& who);

/// The groups that they can sign off for now: each is missing, and they are in it. "" stands for
/// the sender's own "I am sure".
std::vector<std::string> groups_to_sign(const policy::Policy& policy,
                                        const hold::Judgement& judgement, const Identity& who);

hold::Actor actor_of(const Identity& who);

}  // namespace sendguard::review

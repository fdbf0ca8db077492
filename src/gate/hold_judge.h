// The judge of held drafts: guard() with the approvals of the store as sign-offs.
#pragma once

#include <functional>
#include <memory>

#include "hold/judge.h"
#include "policy/policy.h"

namespace sendguard::gate {

/// in: policy - the one in force, whenever it is asked
hold::Judge make_judge(std::function<std::shared_ptr<const policy::Policy>()> policy);

}  // namespace sendguard::gate

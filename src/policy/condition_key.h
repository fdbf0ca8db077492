// Conditions compared: equal keys mean the same condition, wherever it stands.
#pragma once

#include <string>

#include "policy/policy.h"

namespace sendguard::policy {

/// The condition's content as bytes, without the lines it stands on; patterns of the same text
/// count as one. Of two different conditions the keys differ, but for the order of lists.
std::string condition_key(const Condition& condition, const Policy& policy);

}  // namespace sendguard::policy

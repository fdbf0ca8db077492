// The recipients of a draft in groups: sensitive, first time, external, internal.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "draft/draft.h"
#include "hold/hold.h"
#include "policy/policy.h"

namespace sendguard::review {

/// The groups of recipients that some rule holds or blocks for: "ministries".
std::set<policy::GroupId> sensitive_groups(const policy::Policy& policy);

/// in:  known - addresses that were sent to before, canonical
/// out: a list of {"title", "tone", "count", "people": [{"name", "address", "role", "tags",
///      "delivery"}]}
nlohmann::json people_view(const policy::Policy& policy, const draft::Draft& draft,
                           const hold::Hold& held, const std::set<std::string>& known);

}  // namespace sendguard::review

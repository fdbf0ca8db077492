// The little that a policy needs of ICU: the IANA time zones that the evaluation will know.
// canonical_domain() of policy/load.h stands in the same adapter file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendguard::policy {

/// All zone names of ICU's time zone table, sorted.
/// source: the resource bundle "zoneinfo64" in ICU's own data
std::vector<std::string> zone_names();

}  // namespace sendguard::policy

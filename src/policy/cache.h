// The compiled policy on disk, so that a start costs 2 ms and not 100. A cache file is trusted only
// when it is the user's own, not writable by others, whole (checksum) and made by this very program
// version, engine and processor for exactly these policy bytes; anything else is compiled afresh.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace sendguard::policy {

std::string serialize_policy(const Policy& policy);
/// errors: bad_input (not whole, other version)
Result<Policy> deserialize_policy(std::string_view bytes);

/// $XDG_CACHE_HOME/send-guard or ~/.cache/send-guard; nullopt when neither is known.
std::optional<std::filesystem::path> cache_folder();
std::optional<Policy> read_cached(std::string_view digest);
void write_cached(const Policy& policy);  ///< best effort: a failure costs only time

}  // namespace sendguard::policy

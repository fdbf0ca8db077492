// The compiled policy on disk, so that a start costs 2 ms and not 100. A cache file is trusted only
// when it is the user's own, not writable by others, whole (checksum) and made by this very program
// version, engine and processor for exactly these policy bytes; anything else is compiled afresh.
//
// Which files a policy stands on is known only after reading it. So the file is found by the
// policy's path and checked by a key over what is known before (the policy file's bytes, the packs,
// the detectors), and names the includes, lists and keyring with their digests, which are read and
// compared before the policy is believed. One policy path has one cache file: old ones do not pile
// up.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"

namespace sendguard::policy {

/// One thing read, by name, with its bytes' digest: what the policy's digest and the cache stand
/// on.
struct Dependency {
    std::string name;    ///< a path, or "pack:drafts"
    std::string digest;  ///< SHA-256 of its bytes
    std::uint64_t size = 0;
};

std::string serialize_policy(const Policy& policy);
std::string serialize_condition(const Condition& condition);
/// errors: bad_input (not whole, other version)
Result<Policy> deserialize_policy(std::string_view bytes);

/// $XDG_CACHE_HOME/send-guard or ~/.cache/send-guard; nullopt when neither is known.
std::optional<std::filesystem::path> cache_folder();

using PolicyPath = std::optional<std::filesystem::path>;

/// Over all that decides what is compiled, as far as it is known before parsing.
std::string cache_key(const PolicyPath& path, std::string_view bytes, const LoadOptions& options,
                      const PolicySource& source);
std::optional<Policy> read_cached(const PolicyPath& path, std::string_view key,
                                  const PolicySource& source);
/// Best effort: a failure costs only time.
void write_cached(const PolicyPath& path, std::string_view key, const Policy& policy,
                  const std::vector<Dependency>& dependencies);

}  // namespace sendguard::policy

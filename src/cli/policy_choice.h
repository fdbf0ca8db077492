// The policy a command works with: --policy, else the one found from the first draft's folder up,
// else the default packs. What a person must know about it is said once, on standard error.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "cli/arguments.h"
#include "cli/console.h"
#include "policy/load.h"

namespace sendguard::cli {

struct PolicyChoice {
    std::optional<std::filesystem::path> path;     ///< nullopt: the default packs
    std::shared_ptr<const policy::Policy> policy;  ///< null: faulty, and the faults are printed
    std::vector<policy::Example> examples;
};

/// in: near - the first draft, or "-" or a folder: where the search begins
PolicyChoice choose_policy(const Arguments& arguments, const std::filesystem::path& near,
                           Console& console, policy::LoadOptions options = {});

/// Why one policy cannot hold for all of these drafts: two of them find different ones. nullopt: it
/// can, or --policy names it.
std::optional<std::string> policy_conflict(const Arguments& arguments,
                                           const std::vector<std::filesystem::path>& drafts);

/// Prints all faults of a policy and how many there are.
void print_faults(const policy::PolicyFaults& faults, Console& console);

}  // namespace sendguard::cli

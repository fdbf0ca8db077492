// YAML -> Policy. A policy file is strict: one UTF-8 document, no aliases, no tags, no duplicate or
// unknown keys, typed values; all its faults are told at once, each with file, line, column, the
// line itself and what was expected. A mistyped rule must never turn a rule off.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace sendguard::policy {

struct PolicyFault {
    Position where;
    std::string line_text;  ///< the line itself, without its end
    std::string message;    ///< what is wrong, what was expected, the likely right word
};

/// Every fault of a policy, in order of file and line.
struct PolicyFaults {
    std::vector<PolicyFault> faults;
    /// As a compiler prints them: "file:line:column: message", the line, a caret.
    std::string text() const;
};

/// How the loader meets the disk: a fake in tests, the embedded packs beside real files otherwise.
class PolicySource {
  public:
    virtual ~PolicySource() = default;
    virtual Result<std::string> read(const std::filesystem::path& path) const = 0;
    virtual std::optional<std::string_view> pack(std::string_view name) const = 0;
    virtual std::vector<std::string_view> pack_names() const = 0;
};
/// Disk files and the packs compiled into the program.
const PolicySource& real_source();

/// What a `detect` may name: given by the caller, for detectors stand in a later folder.
struct DetectorSpec {
    std::string name;
    std::vector<std::string> kinds;     ///< values of `kinds`; empty: it has none
    std::vector<std::string> settings;  ///< keys beside `name` and `kinds`
    std::vector<std::string> triggers;  ///< phrases; without one of them it finds nothing
};

struct LoadOptions {
    bool examples = false;  ///< also read `examples`
    bool use_cache = true;  ///< read and write the compiled policy under the user's cache folder
    std::vector<DetectorSpec> detectors = {};  ///< empty: `detect` is not checked
};

struct Loaded {
    std::shared_ptr<const Policy> policy;  ///< null when there are faults
    PolicyFaults faults;
    std::vector<Example> examples;
};

/// in:  path - a send-guard.yaml; nullopt: the default packs with no organization
Loaded load_policy(const std::optional<std::filesystem::path>& path, const LoadOptions& options,
                   const PolicySource& source = real_source());

/// The packs used when there is no policy file, and by `init`.
std::vector<std::string> default_packs();
/// Always loaded, adjustable: what form and reading faults mean.
inline constexpr std::string_view kStructurePack = "structure";

/// The policy file for `draft_path` by contract.md's search: --policy is the caller's; walks up to
/// the repository's root (.git), then $XDG_CONFIG_HOME/send-guard/, then /etc/send-guard/.
std::optional<std::filesystem::path> find_policy(const std::filesystem::path& draft_path);

/// Domain to lower-case A-labels; nullopt when it is no domain.
std::optional<std::string> canonical_domain(std::string_view domain);

}  // namespace sendguard::policy

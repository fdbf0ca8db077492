// A policy version as it was read: every file and pack that can change a verdict, in one text, so
// that the same version can be loaded again when the files have long changed. What a policy only
// points to (password and key files, users, certificates) is not read by the loader and never
// stands in it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/load.h"

namespace sendguard::policy {

/// Remembers what was read through it.
class RecordingSource final : public PolicySource {
  public:
    explicit RecordingSource(const PolicySource& source) : source_(source) {}
    Result<std::string> read(const std::filesystem::path& path) const override;
    std::optional<std::string_view> pack(std::string_view name) const override {
        return source_.pack(name);
    }
    std::vector<std::string_view> pack_names() const override { return source_.pack_names(); }

    /// What stands under these names: paths that were read, and "pack:NAME".
    /// out: bundle: a line, then for each name its size and that of its bytes, itself, its bytes
    std::string bundle(const std::vector<std::string>& names) const;

  private:
    const PolicySource& source_;
    mutable std::map<std::string, std::string, std::less<>> read_;
};

/// The policy of a bundle; its digest is asked for, so that nothing else can come out.
/// in:     bundle - Policy::sources; digest - Policy::digest
/// errors: bad_input (no bundle, or one of another digest), bad_policy (with all faults: this
///         program does not take what an earlier one took)
Result<std::shared_ptr<const Policy>> load_bundle(std::string_view bundle, std::string_view digest,
                                                  LoadOptions options);

}  // namespace sendguard::policy

// The policy in force at a gate that runs for long: read at the start, swapped whole on reload.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/log.h"
#include "base/result.h"
#include "policy/load.h"

namespace sendguard::gate {

class PolicyHolder {
  public:
    PolicyHolder(std::filesystem::path path, policy::LoadOptions options, const Log& log,
                 const policy::PolicySource& source = policy::real_source())
        : path_(std::move(path)), options_(std::move(options)), log_(log), source_(source) {}

    /// Reads the policy and takes it in place of the old one; a faulty one is refused, its faults
    /// are logged, and the old one goes on.
    /// errors: bad_policy (the message is the faults' text)
    Result<std::shared_ptr<const policy::Policy>> reload();
    /// The policy in force; null before the first good reload(). Any thread.
    std::shared_ptr<const policy::Policy> get() const { return policy_.load(); }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    policy::LoadOptions options_;
    const Log& log_;
    const policy::PolicySource& source_;
    std::mutex loading_;
    std::atomic<std::shared_ptr<const policy::Policy>> policy_;
};

/// --policy, else /etc/send-guard/send-guard.yaml: a mail gate reads no file of a working
/// directory, which anyone could put there.
std::filesystem::path gate_policy_path(const std::optional<std::string>& given);

}  // namespace sendguard::gate

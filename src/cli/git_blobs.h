// Objects of a git repository, read many at a time.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

/// Objects are read in groups, in the order given, as they are asked for: one git for many files,
/// and never more than two groups in memory. Safe to ask from several threads.
class GitBlobs {
  public:
    /// in: objects - hexadecimal names, in the order in which they will be asked for
    /// errors: bad_input (git), not_found (git, or an object), io, limit (one is over max_bytes)
    static Result<std::unique_ptr<GitBlobs>> open(const std::vector<std::string>& objects,
                                                  std::size_t max_bytes);

    /// The bytes of one of the objects.
    /// errors: not_found, io, limit
    Result<std::shared_ptr<const std::string>> read(const std::string& object);

  private:
    struct Object {
        std::size_t size = 0;
        std::size_t group = 0;
    };
    Result<void> load(std::size_t group);

    std::map<std::string, Object> objects_;
    std::vector<std::vector<std::string>> groups_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const std::string>> loaded_;
    std::size_t max_bytes_ = 0;
};

}  // namespace sendguard::cli

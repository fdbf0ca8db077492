// One small program run to its end: no shell, input from memory, a time limit. And a private folder
// for the files that it wants by name.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::signoff {

struct Ended {
    int status = 0;   ///< exit status; 128 + signal when a signal ended it
    std::string out;  ///< at most 1 MiB of each
    std::string err;
};

/// Runs argv[0] (found in PATH) with LC_ALL=C and TZ=UTC; ended by force after `limit`.
/// errors: not_found, timeout, io
Result<Ended> run_program(const std::vector<std::string>& argv, std::string_view input,
                          std::chrono::seconds limit);

/// A folder (0700) that goes with all that is in it.
class ScratchFolder {
  public:
    static Result<ScratchFolder> make();
    ~ScratchFolder();
    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ScratchFolder& operator=(ScratchFolder&&) = delete;

    /// Writes a file (0600); its path.
    Result<std::string> put(std::string_view name, std::string_view bytes) const;

  private:
    explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace sendguard::signoff

// One small program run to its end: no shell, input from memory, a time limit. And a private folder
// for the files that it wants by name.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard {

struct Ended {
    int status = 0;  ///< exit status; 128 + signal when a signal ended it
    std::string out;
    std::string err;
};

/// What the kernel holds a program to that reads what others wrote. Besides, it writes no file,
/// opens few, leaves no core, gains no rights, and is ended with all that it started.
struct ProgramLimits {
    std::size_t memory = 0;  ///< bytes of address space
    std::chrono::seconds processor{0};
};

struct ProgramCall {
    std::vector<std::string> argv;  ///< argv[0] is found in PATH
    std::string_view input = {};
    std::chrono::seconds limit{60};                  ///< then it is ended by force
    std::size_t most_output = std::size_t{1} << 20;  ///< bytes, of each of its two outputs
    /// Variables whose names the call keeps; null: all. LC_ALL=C and TZ=UTC are always set.
    bool (*keeps_variable)(std::string_view name) = nullptr;
    std::vector<std::string> variables = {};   ///< "NAME=value", set besides
    std::optional<ProgramLimits> limits = {};  ///< then argv[0] is an absolute path
};

/// Where PATH has a program; its relative folders are passed over: a working directory lends none.
std::optional<std::string> program_in_path(std::string_view name);

/// Runs a program without a shell.
/// errors: not_found (it is not installed), timeout, limit (it said more than most_output), io
Result<Ended> run_program(const ProgramCall& call);

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

}  // namespace sendguard

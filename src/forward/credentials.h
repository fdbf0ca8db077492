// Passwords and tokens: from a file, or from a command that prints one. They are read when a mail
// goes out, never kept in the policy, and never shown.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::forward {

/// The first line of a file that only its owner and group may touch.
/// errors: bad_policy (missing, empty, open to everyone: with what to do)
Result<std::string> read_secret_file(const std::filesystem::path& path);

/// A command line as words: blanks part them, '...' and "..." hold them together, a backslash takes
/// the next character as it is (not inside '...'). No variables, no globs: no shell sees it.
/// errors: bad_policy (an open quote, no word)
Result<std::vector<std::string>> split_command(std::string_view command);

/// The first line that `command` prints. Its errors go to our standard error.
/// errors:  bad_policy (not a command, not found), timeout (over `wait`; it is ended then),
///          unavailable (it failed or printed nothing)
Result<std::string> run_secret_command(std::string_view command,
                                       std::chrono::milliseconds wait = std::chrono::seconds(10));

}  // namespace sendguard::forward

// Delivery into a Maildir: write to tmp, sync, rename to new. Used by maildir: targets and the
// sink.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard::forward {

/// Makes the folder with tmp, new and cur when they are missing.
/// errors: io (cannot be made or written)
Result<void> prepare_maildir(const std::filesystem::path& maildir);

/// out: the file's name under new/
/// errors: io
/// source: maildir(5), D. J. Bernstein
Result<std::string> deliver_to_maildir(const std::filesystem::path& maildir,
                                       std::string_view message);

}  // namespace sendguard::forward

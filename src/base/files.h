// Files as whole values. A read says which file failed and why; a write is whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard {

/// The whole file. "-" reads standard input.
/// errors: not_found, limit (over max_bytes), io
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

/// Writes beside the target, syncs, renames over it, syncs the folder.
/// errors: io
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes,
                        unsigned mode = 0644);

}  // namespace sendguard

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

/// Puts `bytes` in the place of a file that was read before, as write_file() does; mode and owner
/// stay where the system lets them. Other names of the same file (hard links) keep the old bytes.
///
/// in:     expected - what was read of it
/// errors: denied (a link, no regular file, read-only, not `expected` any more), not_found, io
Result<void> replace_file(const std::filesystem::path& path, std::string_view expected,
                          std::string_view bytes);

}  // namespace sendguard

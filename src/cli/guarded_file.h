// Files with hashes of secrets, which commands change while a service reads them.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace sendguard::cli {

/// Two changes at once would lose one of them. The file itself is replaced whole and cannot carry
/// the lock, so its folder does; without a right to it, writing fails and says so.
class FolderLock {
  public:
    explicit FolderLock(const std::filesystem::path& file);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

  private:
    int descriptor_;
};

/// Writes the file whole. A new file is its owner's alone. One that was there keeps owner, group
/// and what the group may do, so that a service that runs as another user can still read it.
/// errors: io
Result<void> replace_guarded_file(const std::filesystem::path& path, std::string_view text);

}  // namespace sendguard::cli

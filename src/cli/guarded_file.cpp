#include "cli/guarded_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

namespace sendguard::cli {

FolderLock::FolderLock(const std::filesystem::path& file)
    : descriptor_(::open(file.has_parent_path() ? file.parent_path().c_str() : ".",
                         O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> replace_guarded_file(const std::filesystem::path& path, std::string_view text) {
    constexpr mode_t kOwnerAndGroup = 0660;
    struct stat before {};
    const bool known = ::stat(path.c_str(), &before) == 0;
    std::error_code fault;
    // Not over the link, if it is one.
    const auto target = known ? std::filesystem::canonical(path, fault) : path;
    BOOST_OUTCOME_TRY(
        write_file(fault ? path : target, text, known ? before.st_mode & kOwnerAndGroup : 0600));
    struct stat after {};
    if (known && ::stat(path.c_str(), &after) == 0 &&
        (after.st_uid != before.st_uid || after.st_gid != before.st_gid) &&
        ::chown(path.c_str(), before.st_uid, before.st_gid) != 0)
        return error(Errc::io,
                     fmt::format("{} was written, but its owner has changed: run chown "
                                 "{}:{} {}",
                                 path.string(), before.st_uid, before.st_gid, path.string()));
    return outcome::success();
}

}  // namespace sendguard::cli

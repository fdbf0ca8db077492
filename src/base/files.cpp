#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sendguard {
namespace {

/// Owns a descriptor; closes it unless it is standard input.
class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ > STDIN_FILENO) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

  private:
    int fd_;
};

Error io_error(const char* what, const std::filesystem::path& path) {
    const Errc code = errno == ENOENT ? Errc::not_found : Errc::io;
    return error(code, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)),
                 Position{path.string()});
}

Result<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io_error("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return outcome::success();
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0) return io_error("sync", folder);
    return outcome::success();
}

/// Writes `bytes` into a new file beside `path` and renames it to it; `prepare(fd)` is called
/// before the rename and may still refuse it.
template <class Prepare>
Result<void> write_beside(const std::filesystem::path& path, std::string_view bytes,
                          Prepare prepare) {
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::string temporary = (folder / ("." + path.filename().string() + ".XXXXXX")).string();
    Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (fd.get() < 0) return io_error("write", path);
    const auto write_whole = [&]() -> Result<void> {
        BOOST_OUTCOME_TRY(write_all(fd.get(), bytes, path));
        BOOST_OUTCOME_TRY(prepare(fd.get()));
        if (::fsync(fd.get()) != 0) return io_error("write", path);
        // An error at close is a write that failed late.
        if (::close(fd.release()) != 0) return io_error("write", path);
        if (::rename(temporary.c_str(), path.c_str()) != 0) return io_error("write", path);
        return sync_folder(folder);
    };
    auto written = write_whole();
    if (!written) ::unlink(temporary.c_str());
    return written;
}

Error refusal(const std::filesystem::path& path, std::string_view why) {
    return error(Errc::denied, fmt::format("cannot write {}: {}", path.string(), why),
                 Position{path.string()});
}

/// Of a file that its user may write to, under a name of its own.
Result<struct stat> facts_of_writable(const std::filesystem::path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) return io_error("write", path);
    if (S_ISLNK(facts.st_mode)) return refusal(path, "it is a link; name the file it leads to");
    if (!S_ISREG(facts.st_mode)) return refusal(path, "it is no regular file");
    // Root may write to anything, and is asked to mean it.
    if ((facts.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0 || ::access(path.c_str(), W_OK) != 0)
        return refusal(path, "it is read-only");
    return facts;
}

Result<void> check_unchanged(const std::filesystem::path& path, const struct stat& before,
                             std::string_view expected) {
    constexpr std::string_view kChanged = "it has changed since it was read";
    struct stat now {};
    if (::lstat(path.c_str(), &now) != 0) return io_error("write", path);
    if (now.st_dev != before.st_dev || now.st_ino != before.st_ino || !S_ISREG(now.st_mode) ||
        static_cast<std::size_t>(now.st_size) != expected.size())
        return refusal(path, kChanged);
    BOOST_OUTCOME_TRY(const auto bytes, read_file(path, expected.size()));
    if (bytes != expected) return refusal(path, kChanged);
    return outcome::success();
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
    const bool standard_input = path == "-";
    const Descriptor fd(standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return io_error("read", path);
    struct stat facts {};
    if (::fstat(fd.get(), &facts) != 0) return io_error("read", path);
    if (S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        return io_error("read", path);
    }
    std::string out;
    std::size_t used = 0;
    // One byte more than the file's size, so that its end is met without another growth.
    out.resize(S_ISREG(facts.st_mode) ? static_cast<std::size_t>(facts.st_size) + 1 : 65536);
    for (;;) {
        if (used > max_bytes) {
            return error(Errc::limit,
                         fmt::format("{} is larger than {} bytes", path.string(), max_bytes),
                         Position{path.string()});
        }
        if (used == out.size()) out.resize(out.size() * 2);
        const ssize_t n = ::read(fd.get(), out.data() + used, out.size() - used);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io_error("read", path);
        if (n == 0) break;
        used += static_cast<std::size_t>(n);
    }
    out.resize(used);
    return out;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
    return write_beside(path, bytes, [&](int fd) -> Result<void> {
        if (::fchmod(fd, mode) != 0) return io_error("write", path);
        return outcome::success();
    });
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view expected,
                          std::string_view bytes) {
    BOOST_OUTCOME_TRY(const auto facts, facts_of_writable(path));
    return write_beside(path, bytes, [&](int fd) -> Result<void> {
        // Who is not root may not give a file away; then it is at least not more than it was.
        const bool own = ::fchown(fd, facts.st_uid, facts.st_gid) == 0;
        const mode_t mode = facts.st_mode & (own ? 07777 : 0777);
        if (::fchmod(fd, mode) != 0) return io_error("write", path);
        return check_unchanged(path, facts, expected);
    });
}

}  // namespace sendguard

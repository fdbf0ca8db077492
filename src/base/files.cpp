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
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::string temporary = (folder / ("." + path.filename().string() + ".XXXXXX")).string();
    Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (fd.get() < 0) return io_error("write", path);
    const auto write_whole = [&]() -> Result<void> {
        BOOST_OUTCOME_TRY(write_all(fd.get(), bytes, path));
        if (::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0) {
            return io_error("write", path);
        }
        // An error at close is a write that failed late.
        if (::close(fd.release()) != 0) return io_error("write", path);
        if (::rename(temporary.c_str(), path.c_str()) != 0) return io_error("write", path);
        return sync_folder(folder);
    };
    auto written = write_whole();
    if (!written) ::unlink(temporary.c_str());
    return written;
}

}  // namespace sendguard

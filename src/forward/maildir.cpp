// A mail is filed when its name stands in new/ and both file and folder are synced: then a power
// cut loses nothing that was acknowledged. Readers never see a part of one, for the rename is
// whole.
#include "forward/maildir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <random>

namespace sendguard::forward {
namespace {

namespace fs = std::filesystem;

class File {
  public:
    explicit File(int fd) : fd_(fd) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    /// Closes and says whether the system took the bytes.
    bool close() {
        const int fd = fd_;
        fd_ = -1;
        return ::close(fd) == 0;
    }

  private:
    int fd_;
};

Error fault(const std::string& what, const fs::path& path) {
    const std::string why = std::strerror(errno);
    return error(Errc::io, what + " " + path.string() + ": " + why);
}

/// Unlike any other delivery's on this host: time, process, count and a random number.
std::string unique_name() {
    static std::atomic<std::uint64_t> count{0};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds);
    char host[256] = "localhost";
    ::gethostname(host, sizeof host - 1);
    std::string name = std::to_string(seconds.count()) + ".M" + std::to_string(micros.count()) +
                       "P" + std::to_string(::getpid()) + "Q" + std::to_string(++count) + "R" +
                       std::to_string(std::random_device{}()) + "." + host;
    for (auto& c : name) {
        if (c == '/' || c == ':') c = '_';  // both mean something in a Maildir
    }
    return name;
}

Result<void> write_synced(const fs::path& path, std::string_view bytes) {
    File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0) return fault("cannot write", path);
    while (!bytes.empty()) {
        const auto wrote = ::write(file.get(), bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return fault("cannot write", path);
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    if (::fsync(file.get()) != 0) return fault("cannot sync", path);
    if (!file.close()) return fault("cannot close", path);
    return outcome::success();
}

Result<void> sync_folder(const fs::path& path) {
    const File folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) return fault("cannot sync", path);
    return outcome::success();
}

}  // namespace

Result<void> prepare_maildir(const fs::path& maildir) {
    std::error_code code;
    fs::create_directories(maildir.parent_path(), code);
    for (const auto& folder : {maildir, maildir / "tmp", maildir / "new", maildir / "cur"}) {
        if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
            return fault("cannot make the Maildir", folder);
        }
    }
    if (::access((maildir / "tmp").c_str(), W_OK) != 0) return fault("cannot write to", maildir);
    return outcome::success();
}

Result<std::string> deliver_to_maildir(const fs::path& maildir, std::string_view message) {
    BOOST_OUTCOME_TRY(prepare_maildir(maildir));
    const auto name = unique_name();
    const auto temporary = maildir / "tmp" / name;
    if (auto written = write_synced(temporary, message); !written) {
        ::unlink(temporary.c_str());
        return written.error();
    }
    if (::rename(temporary.c_str(), (maildir / "new" / name).c_str()) != 0) {
        auto failed = fault("cannot file the mail in", maildir / "new");
        ::unlink(temporary.c_str());
        return failed;
    }
    BOOST_OUTCOME_TRY(sync_folder(maildir / "new"));
    return name;
}

}  // namespace sendguard::forward

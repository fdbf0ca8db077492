// One small program run to its end.
//
// The input stands in an anonymous file, so that nothing has to be written while the program runs
// and no broken pipe can end us; only its two outputs are watched, until both are closed or time is
// up.
#include "base/process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/text.h"

extern char** environ;

namespace sendguard {
namespace {

constexpr rlim_t kLimitedDescriptors = 32;  ///< a reader of documents opens tables, one at a time

Error io_error(std::string_view what) {
    return error(Errc::io, fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

class Descriptor {
  public:
    Descriptor() = default;
    /// Above 2, so that no redirection in the child meets it.
    explicit Descriptor(int fd) : fd_(fd) {
        if (fd >= 0 && fd <= 2) {
            fd_ = fcntl(fd, F_DUPFD_CLOEXEC, 3);
            ::close(fd);
        }
    }
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    void close() {
        if (fd_ >= 0) {
            ::close(std::exchange(fd_, -1));
        }
    }
    int get() const { return fd_; }

  private:
    int fd_ = -1;
};

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return true;
}

struct Pipe {
    Descriptor read, write;
    std::string text;
    std::size_t most = 0;
    bool too_much = false;
    bool open() {
        std::array<int, 2> ends{-1, -1};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            return false;
        }
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
        return read.get() >= 0 && write.get() >= 0;
    }
    void take() {
        std::array<char, 65536> buffer;
        const ssize_t got = ::read(read.get(), buffer.data(), buffer.size());
        if (got > 0) {
            too_much = too_much || static_cast<std::size_t>(got) > most - text.size();
            if (!too_much) text.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || (got < 0 && errno != EINTR)) {
            read.close();
        }
    }
};

std::vector<std::string> environment(const ProgramCall& call) {
    std::vector<std::string> out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (text.starts_with("LC_") || text.starts_with("LANG") || text.starts_with("TZ="))
            continue;
        const auto name = text.substr(0, text.find('='));
        if (call.keeps_variable == nullptr || call.keeps_variable(name)) out.emplace_back(text);
    }
    out.insert(out.end(), call.variables.begin(), call.variables.end());
    out.emplace_back("LC_ALL=C");
    out.emplace_back("TZ=UTC");
    return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

void limit(decltype(RLIMIT_AS) what, rlim_t most) {
    const rlimit both{most, most};
    if (setrlimit(what, &both) != 0) _exit(126);
}

/// In the child of a process that may have threads: only calls that are safe there.
[[noreturn]] void become(const ProgramLimits& limits, std::array<int, 3> streams, char** arguments,
                         char** variables) {
    setpgid(0, 0);
    for (int i = 0; i < 3; ++i)
        if (dup2(streams[static_cast<std::size_t>(i)], i) < 0) _exit(126);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, kLimitedDescriptors);
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.processor.count()));
    limit(RLIMIT_AS, limits.memory);
    if (chdir("/") != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(126);
    execve(arguments[0], arguments, variables);
    _exit(127);
}

/// 0 and the child's id, or an errno.
int spawn(const ProgramCall& call, int in, int out, int err, pid_t& pid) {
    auto arguments = call.argv;
    auto variables = environment(call);
    if (call.limits) {
        // posix_spawn() cannot set limits, and set from outside they would come after the start.
        auto words = pointers(arguments), settings = pointers(variables);
        pid = fork();
        if (pid == 0) become(*call.limits, {in, out, err}, words.data(), settings.data());
        if (pid > 0) setpgid(pid, pid);  // whoever of the two comes first
        return pid < 0 ? errno : 0;
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int failed = posix_spawnp(&pid, arguments.front().c_str(), &actions, &attributes,
                                    pointers(arguments).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/// False when time is up first, or one says more than it may.
bool read_until_closed(Pipe& out, Pipe& err, std::chrono::steady_clock::time_point deadline) {
    while (out.read.get() >= 0 || err.read.get() >= 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return false;
        }
        std::array<pollfd, 2> watched{{{out.read.get(), POLLIN, 0}, {err.read.get(), POLLIN, 0}}};
        if (poll(watched.data(), watched.size(), static_cast<int>(left.count())) < 0 &&
            errno != EINTR) {
            return false;
        }
        if (watched[0].revents != 0) out.take();
        if (watched[1].revents != 0) err.take();
        if (out.too_much || err.too_much) return false;
    }
    return true;
}

/// Waits for the end of a program with limits, whose outputs are closed: what was taken over may
/// close them and stay. Then nothing of its group is left. False when time is up first.
bool end_group(pid_t pid, std::chrono::steady_clock::time_point deadline) {
    constexpr int kPauseMs = 1;
    siginfo_t ended{};
    while (ended.si_pid == 0 && std::chrono::steady_clock::now() < deadline) {
        if (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) break;
        if (ended.si_pid == 0) poll(nullptr, 0, kPauseMs);
    }
    kill(-pid, SIGKILL);
    return ended.si_pid != 0;
}

}  // namespace

Result<Ended> run_program(const ProgramCall& call) {
    const auto& name = call.argv.front();
    const Descriptor in(memfd_create("send-guard-input", MFD_CLOEXEC));
    Pipe out, err;
    out.most = err.most = call.most_output;
    if (in.get() < 0 || !write_all(in.get(), call.input) || lseek(in.get(), 0, SEEK_SET) != 0 ||
        !out.open() || !err.open()) {
        return io_error("cannot prepare to run " + name);
    }
    pid_t pid = -1;
    const auto started = std::chrono::steady_clock::now();
    const auto deadline = started + call.limit;
    errno = spawn(call, in.get(), out.write.get(), err.write.get(), pid);
    if (errno == ENOENT) return error(Errc::not_found, name + " is not installed");
    if (errno != 0) return io_error("cannot run " + name);
    out.write.close();
    err.write.close();
    bool closed = read_until_closed(out, err, deadline);
    if (call.limits) {
        closed = end_group(pid, closed ? deadline : started) && closed;
    } else if (!closed) {
        kill(pid, SIGKILL);
    }
    int status = 0;
    pid_t waited = -1;
    do {
        waited = waitpid(pid, &status, 0);
    } while (waited < 0 && errno == EINTR);
    if (out.too_much || err.too_much) {
        return error(Errc::limit,
                     fmt::format("{} answered with more than {} bytes", name, call.most_output));
    }
    if (!closed) {
        return error(Errc::timeout,
                     fmt::format("{} gave no answer in {} seconds", name, call.limit.count()));
    }
    if (waited != pid) return io_error("cannot learn how " + name + " ended");
    return Ended{.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                 .out = std::move(out.text),
                 .err = std::move(err.text)};
}

std::optional<std::string> program_in_path(std::string_view name) {
    const char* const path = getenv("PATH");
    for (const auto folder : split(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
        if (!folder.starts_with('/')) continue;
        auto file = fmt::format("{}/{}", folder, name);
        if (access(file.c_str(), X_OK) == 0) return file;
    }
    return std::nullopt;
}

Result<ScratchFolder> ScratchFolder::make() {
    std::error_code failed;
    const auto base = std::filesystem::temp_directory_path(failed);
    std::string pattern = ((failed ? std::filesystem::path("/tmp") : base) / "send-guard-XXXXXX");
    if (mkdtemp(pattern.data()) == nullptr) {
        return io_error("cannot make a private folder " + pattern);
    }
    return ScratchFolder(pattern);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

ScratchFolder::~ScratchFolder() {
    if (!path_.empty()) {
        std::error_code ignored;  // a folder left behind is private and harmless
        std::filesystem::remove_all(path_, ignored);
    }
}

Result<std::string> ScratchFolder::put(std::string_view name, std::string_view bytes) const {
    const std::string path = path_ / name;
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.get() < 0 || !write_all(file.get(), bytes)) {
        return io_error("cannot write " + path);
    }
    return path;
}

}  // namespace sendguard

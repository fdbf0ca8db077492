#include "draft/pdf_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

extern char** environ;

namespace sendguard::draft {
namespace {

constexpr int kOutOfMemory = 42;  ///< pdf/confine.h
constexpr std::size_t kReadBytes = 256u << 10;

/// 0 and the helper's id, or an errno. Its standard input is the socket; it has nothing else.
int spawn(const std::filesystem::path& program, int socket, pid_t& pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int one : {SIGPIPE, SIGABRT, SIGPROF, SIGXCPU, SIGTERM}) sigaddset(&defaults, one);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    // A group of its own: an interrupt at the terminal is for the program, which ends its helpers.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::string name = program.string(), language = "LC_ALL=C";
    std::array<char*, 2> arguments{name.data(), nullptr}, variables{language.data(), nullptr};
    const int failed =
        posix_spawn(&pid, name.c_str(), &actions, &attributes, arguments.data(), variables.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

}  // namespace

std::unique_ptr<PdfProcess> PdfProcess::start(const std::filesystem::path& program) {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return nullptr;
    pid_t pid = -1;
    const int failed = spawn(program, ends[1], pid);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        return nullptr;
    }
    return std::unique_ptr<PdfProcess>(new PdfProcess(pid, ends[0]));
}

PdfProcess::~PdfProcess() {
    if (socket_ >= 0) ::close(socket_);
    if (pid_ <= 0) return;
    // Idle, it ends at once; a moment's patience keeps it from being killed in the middle of that.
    for (int i = 0; i < 50; ++i) {
        if (::waitpid(pid_, nullptr, WNOHANG) != 0) return;
        ::poll(nullptr, 0, 1);
    }
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

bool PdfProcess::serves() {
    if (serves_ && ::waitpid(pid_, nullptr, WNOHANG) != 0) {
        serves_ = false;
        pid_ = -1;
    }
    return serves_;
}

PdfProcess::Step PdfProcess::wait_for(short events, Clock::time_point deadline) const {
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return Step::late;
        pollfd watched{socket_, events, 0};
        const int ready = ::poll(&watched, 1, static_cast<int>(left.count()));
        if (ready > 0) return Step::done;
        if (ready < 0 && errno != EINTR) return Step::closed;
    }
}

PdfProcess::Step PdfProcess::send(std::string_view bytes, Clock::time_point deadline) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (const Step step = wait_for(POLLOUT, deadline); step != Step::done) return step;
        } else if (errno != EINTR) {
            return Step::closed;
        }
    }
    return Step::done;
}

PdfProcess::Step PdfProcess::receive(PdfRecordReader& records, Clock::time_point deadline) {
    thread_local std::vector<char> buffer(kReadBytes);
    if (const Step step = wait_for(POLLIN, deadline); step != Step::done) return step;
    const auto got = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got > 0) {
        records.add({buffer.data(), static_cast<std::size_t>(got)});
        return Step::done;
    }
    return got < 0 && (errno == EINTR || errno == EAGAIN) ? Step::done : Step::closed;
}

PdfEnd PdfProcess::read(std::string_view pdf, const std::function<void(PdfRecord)>& take,
                        Clock::time_point deadline) {
    const std::uint64_t size = pdf.size();
    Step step = send({reinterpret_cast<const char*>(&size), sizeof size}, deadline);
    if (step == Step::done) step = send(pdf, deadline);
    PdfRecordReader records;
    while (step == Step::done) {
        while (auto record = records.next()) {
            if (record->type == PdfRecordType::end) {
                if (record->code != 0) end(false);
                return PdfEnd::whole;
            }
            take(std::move(*record));
        }
        if (records.broken()) return end(true);
        step = receive(records, deadline);
    }
    const PdfEnd how = end(step == Step::late);
    return step == Step::late ? PdfEnd::too_long : how == PdfEnd::whole ? PdfEnd::crashed : how;
}

PdfEnd PdfProcess::end(bool kill) {
    serves_ = false;
    ::close(socket_);
    socket_ = -1;
    if (kill) ::kill(pid_, SIGKILL);
    int status = 0;
    pid_t waited = -1;
    do {
        waited = ::waitpid(pid_, &status, 0);
    } while (waited < 0 && errno == EINTR);
    pid_ = -1;
    if (waited < 0) return PdfEnd::crashed;
    if (WIFEXITED(status) && WEXITSTATUS(status) == kOutOfMemory) return PdfEnd::too_much;
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGXCPU))
        return PdfEnd::too_long;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? PdfEnd::whole : PdfEnd::crashed;
}

}  // namespace sendguard::draft

// A library to be preloaded: makes the n-th of chosen calls of a process fail, or kills the process
// there, so that no hook for faults stands in the product. It obeys a control file that the test
// maps too ($FAULT_CONTROL; tests/e2e/faults.py writes it), at any time. Without one it does
// nothing.
//
// Counted from where it is armed; with `match` only from the first write that ends with, or has,
// these bytes, which then is number 1 where writes to sockets count at all.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

enum Kind : std::uint32_t {
    kWrite = 1,    // to files, at a place: what databases do
    kSync = 2,     // fsync, fdatasync
    kSend = 4,     // to sockets
    kReceive = 8,  // from sockets
    kAccept = 16,  // and other calls that make a descriptor
    kTruncate = 32,
};

// As faults.py has it.
struct Control {
    std::atomic<std::uint32_t> kinds;  // 0 = not armed
    std::atomic<std::uint32_t> after;  // 1 = the call is made first
    std::atomic<std::int64_t> at;      // the n-th
    std::atomic<std::int64_t> times;   // so many calls from there on; -1 = all
    std::atomic<std::int64_t> fault;   // errno; 0 = SIGKILL
    std::atomic<std::int64_t> count;   // so far
    std::atomic<std::int64_t> hits;
    std::atomic<std::int64_t> seen;     // `match` was
    std::atomic<std::int64_t> clock;    // seconds that the wall clock is ahead
    std::atomic<std::uint32_t> length;  // of match
    char match[60];
};

Control* control() {
    static Control* const mapped = []() -> Control* {
        const char* const path = std::getenv("FAULT_CONTROL");
        if (path == nullptr) return nullptr;
        // Raw: our own open must not be counted.
        const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC));
        if (fd < 0) return nullptr;
        void* const at =
            ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        ::syscall(SYS_close, fd);
        return at == MAP_FAILED ? nullptr : static_cast<Control*>(at);
    }();
    return mapped;
}

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

void die() {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
}

void look_for_match(Control& now, std::string_view bytes) {
    const std::string_view wanted(now.match, std::min<std::uint32_t>(now.length, sizeof now.match));
    if (!wanted.empty() && bytes.find(wanted) != std::string_view::npos) now.seen = 1;
}

/// Whether this call is one that the fault is for.
bool is_due(Control* now, Kind kind) {
    if (now == nullptr || (now->kinds & kind) == 0) return false;
    if (now->length > 0 && now->seen == 0) return false;
    const auto number = ++now->count;
    if (number < now->at || (now->times >= 0 && number >= now->at + now->times)) return false;
    ++now->hits;
    return true;
}

/// Makes `call`, or what the control file says in its place.
template <class Call>
auto faulty(Kind kind, const Call& call) -> decltype(call()) {
    auto* const now = control();
    if (!is_due(now, kind)) return call();
    const bool kills = now->fault == 0;
    if (kills && now->after == 0) die();
    if (kills || now->after != 0) {
        const auto out = call();
        if (kills) die();
        return out;
    }
    errno = static_cast<int>(now->fault);
    return -1;
}

void see(const void* bytes, std::size_t size) {
    if (auto* const now = control(); now != nullptr && now->length > 0)
        look_for_match(*now, {static_cast<const char*>(bytes), size});
}

}  // namespace

#define REAL(name) static const auto next = real<decltype(&::name)>(#name)

extern "C" {

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
    REAL(pwrite);
    return faulty(kWrite, [&] { return next(fd, bytes, size, at); });
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
    REAL(pwrite64);
    return faulty(kWrite, [&] { return next(fd, bytes, size, at); });
}
int fsync(int fd) {
    REAL(fsync);
    return faulty(kSync, [&] { return next(fd); });
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return faulty(kSync, [&] { return next(fd); });
}
int ftruncate(int fd, off_t size) noexcept {
    REAL(ftruncate);
    return faulty(kTruncate, [&] { return next(fd, size); });
}
int ftruncate64(int fd, off64_t size) noexcept {
    REAL(ftruncate64);
    return faulty(kTruncate, [&] { return next(fd, size); });
}
ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    REAL(send);
    see(bytes, size);
    return faulty(kSend, [&] { return next(fd, bytes, size, flags); });
}
ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    REAL(sendmsg);
    for (std::size_t i = 0; i < message->msg_iovlen; ++i)
        see(message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
    return faulty(kSend, [&] { return next(fd, message, flags); });
}
ssize_t recv(int fd, void* bytes, size_t size, int flags) {
    REAL(recv);
    return faulty(kReceive, [&] { return next(fd, bytes, size, flags); });
}
ssize_t recvmsg(int fd, msghdr* message, int flags) {
    REAL(recvmsg);
    return faulty(kReceive, [&] { return next(fd, message, flags); });
}
int accept4(int fd, sockaddr* peer, socklen_t* size, int flags) {
    REAL(accept4);
    return faulty(kAccept, [&] { return next(fd, peer, size, flags); });
}
int socket(int domain, int type, int protocol) noexcept {
    REAL(socket);
    return faulty(kAccept, [&] { return next(domain, type, protocol); });
}

// The wall clock alone: the monotonic one tells that it jumped.
int clock_gettime(clockid_t which, timespec* out) noexcept {
    REAL(clock_gettime);
    const int done = next(which, out);
    if (auto* const now = control(); done == 0 && which == CLOCK_REALTIME && now != nullptr)
        out->tv_sec += now->clock;
    return done;
}
time_t time(time_t* out) noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    if (out != nullptr) *out = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(timeval* out, void*) noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    *out = {now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
}

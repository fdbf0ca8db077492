#include "pdf/confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <malloc.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <initializer_list>
#include <new>

namespace sendguard::pdf {
namespace {

constexpr rlim_t kMemory = 1024u << 20;  ///< address space; the libraries alone map 150 MB
constexpr rlim_t kLifeSeconds = 600;     ///< of processor time; worn long before
constexpr rlim_t kDescriptors = 32;      ///< Poppler opens one table at a time
constexpr long kDocumentSeconds = 10;    ///< a page takes 1 ms; a thousand drawn maps take this
constexpr long kWornSeconds = 60;
constexpr long kWornKilobytes = 300 << 10;
constexpr std::size_t kSpare = 256u << 20;  ///< less than this left, and an abort is for memory

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kInstrumented = true;  ///< shadow memory is terabytes of address space
#else
constexpr bool kInstrumented = false;
#endif

void limit(__rlimit_resource resource, rlim_t most) {
    const rlimit value{most, most};
    ::setrlimit(resource, &value);
}

/// Poppler aborts when an allocation fails; so does a broken heap. What is left tells which it was.
void on_abort(int) {
    void* const spare = ::mmap(nullptr, kSpare, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (spare == MAP_FAILED) ::_exit(kOutOfMemory);
    ::signal(SIGABRT, SIG_DFL);
}

/// Reading below these folders stays allowed: character maps of East Asian fonts, and fonts that a
/// document names and does not bring. A folder that is not there is passed over.
constexpr std::array<const char*, 6> kReadable = {
    "/usr/share/poppler", "/usr/share/fonts",      "/usr/local/share/fonts",
    "/etc/fonts",         "/usr/share/fontconfig", "/var/cache/fontconfig"};

void restrict_files() {
    landlock_ruleset_attr all{};
    // Every right of the first version; later ones are refused by seccomp.
    all.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    const long rules = ::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0) return;
    const int ruleset = static_cast<int>(rules);
    for (const char* const folder : kReadable) {
        landlock_path_beneath_attr beneath{};
        beneath.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
        beneath.parent_fd = ::open(folder, O_PATH | O_CLOEXEC);
        if (beneath.parent_fd < 0) continue;
        ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
        ::close(beneath.parent_fd);
    }
    ::syscall(SYS_landlock_restrict_self, ruleset, 0);
    ::close(ruleset);
}

constexpr std::initializer_list<int> kCalls = {
    SCMP_SYS(read),           SCMP_SYS(write),        SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),         SCMP_SYS(close),        SCMP_SYS(munmap),
    SCMP_SYS(mremap),         SCMP_SYS(madvise),      SCMP_SYS(brk),
    SCMP_SYS(futex),          SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit),         SCMP_SYS(exit_group),
    SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday), SCMP_SYS(getrusage),
    SCMP_SYS(setitimer),      SCMP_SYS(fstat),        SCMP_SYS(newfstatat),
    SCMP_SYS(stat),           SCMP_SYS(lstat),        SCMP_SYS(statx),
    SCMP_SYS(access),         SCMP_SYS(faccessat),    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),       SCMP_SYS(readlinkat),   SCMP_SYS(lseek),
    SCMP_SYS(pread64),        SCMP_SYS(fcntl),        SCMP_SYS(getdents64),
    SCMP_SYS(statfs),         SCMP_SYS(fstatfs),      SCMP_SYS(getrandom),
    SCMP_SYS(getpid),         SCMP_SYS(gettid),       SCMP_SYS(tgkill),
    SCMP_SYS(getuid),         SCMP_SYS(geteuid),      SCMP_SYS(sched_yield)};

/// Allows a call when none of `flags` stands in its argument.
void allow_without(scmp_filter_ctx filter, int call, unsigned argument, scmp_datum_t flags) {
    const scmp_arg_cmp none{argument, SCMP_CMP_MASKED_EQ, flags, 0};
    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &none);
}

/// All else is answered "not permitted", so that a library that only asks goes on.
void restrict_calls() {
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == nullptr) return;
    for (const int call : kCalls) seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    constexpr scmp_datum_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    allow_without(filter, SCMP_SYS(openat), 2, kWriting);
    allow_without(filter, SCMP_SYS(open), 1, kWriting);
    // Memory, but none that can be run.
    allow_without(filter, SCMP_SYS(mmap), 2, PROT_EXEC);
    allow_without(filter, SCMP_SYS(mprotect), 2, PROT_EXEC);
    seccomp_load(filter);
    seccomp_release(filter);
}

}  // namespace

void confine() {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, kDescriptors);
    limit(RLIMIT_CPU, kLifeSeconds);
    ::signal(SIGPIPE, SIG_IGN);
    // PR_SET_PDEATHSIG is not for us: it follows the thread that started the helper, not the
    // process, and a gate's threads come and go. When the program ends, the socket does, and with
    // it the helper; while it is at work, its limits end it.
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (kInstrumented) return;
    limit(RLIMIT_AS, kMemory);
    // One arena: a second one takes 64 MB of the address space.
    ::mallopt(M_ARENA_MAX, 1);
    std::set_new_handler([] { ::_exit(kOutOfMemory); });
    ::signal(SIGABRT, on_abort);
    restrict_files();
    restrict_calls();
}

void allow_time_for_a_document() {
    itimerval time{};
    time.it_value.tv_sec = kInstrumented ? 6 * kDocumentSeconds : kDocumentSeconds;
    ::setitimer(ITIMER_PROF, &time, nullptr);
}

bool is_worn() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    if (kInstrumented) return false;
    return used.ru_maxrss > kWornKilobytes ||
           used.ru_utime.tv_sec + used.ru_stime.tv_sec > kWornSeconds;
}

}  // namespace sendguard::pdf

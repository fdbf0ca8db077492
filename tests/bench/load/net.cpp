#include "bench/load/net.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace sendguard::bench {
namespace {

constexpr int kBacklog = 4096;

union Address {
    sockaddr any;
    sockaddr_in in;
    sockaddr_un un;
};

socklen_t fill(const Endpoint& from, Address& out) {
    std::memset(&out, 0, sizeof out);
    if (from.path.empty()) {
        out.in.sin_family = AF_INET;
        out.in.sin_port = htons(from.port);
        out.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return sizeof out.in;
    }
    out.un.sun_family = AF_UNIX;
    if (from.path.size() >= sizeof out.un.sun_path) die("the socket's path is too long");
    std::memcpy(out.un.sun_path, from.path.data(), from.path.size());
    return sizeof out.un;
}

int open_socket(const Endpoint& at) {
    const int out =
        socket(at.path.empty() ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (out < 0) die("socket");
    return out;
}

void without_delay(int descriptor) {
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

Endpoint parse_endpoint(std::string_view text) {
    Endpoint out;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out.port);
    if (fault != std::errc() || end != text.data() + text.size()) out.path = text;
    return out;
}

std::int64_t now_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

void die(const char* what) {
    std::fprintf(stderr, "smtp_load: %s%s%s\n", what, errno != 0 ? ": " : "",
                 errno != 0 ? std::strerror(errno) : "");
    std::exit(2);
}

int listen_on(const Endpoint& at) {
    const int out = open_socket(at);
    const int on = 1;
    setsockopt(out, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!at.path.empty()) unlink(at.path.c_str());
    Address address;
    const auto size = fill(at, address);
    if (bind(out, &address.any, size) != 0) die("bind");
    if (listen(out, kBacklog) != 0) die("listen");
    return out;
}

int connect_to(const Endpoint& to) {
    const int out = open_socket(to);
    without_delay(out);
    Address address;
    const auto size = fill(to, address);
    if (connect(out, &address.any, size) != 0 && errno != EINPROGRESS) die("connect");
    return out;
}

int accept_from(int listener) {
    const int out = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (out >= 0) without_delay(out);
    return out;
}

void raise_file_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Poll::Poll() : descriptor_(epoll_create1(EPOLL_CLOEXEC)), events_{} {
    if (descriptor_ < 0) die("epoll_create1");
}

Poll::~Poll() {
    close(descriptor_);
}

void Poll::add(int descriptor, std::uint32_t events, std::uint64_t tag) const {
    epoll_event event{.events = events, .data = {.u64 = tag}};
    if (epoll_ctl(descriptor_, EPOLL_CTL_ADD, descriptor, &event) != 0) die("epoll_ctl");
}

void Poll::change(int descriptor, std::uint32_t events, std::uint64_t tag) const {
    epoll_event event{.events = events, .data = {.u64 = tag}};
    if (epoll_ctl(descriptor_, EPOLL_CTL_MOD, descriptor, &event) != 0) die("epoll_ctl");
}

std::span<const epoll_event> Poll::wait(int timeout) {
    int count = 0;
    do {
        count = epoll_wait(descriptor_, events_, kBatch, timeout);
    } while (count < 0 && errno == EINTR);
    if (count < 0) die("epoll_wait");
    return {events_, static_cast<std::size_t>(count)};
}

}  // namespace sendguard::bench

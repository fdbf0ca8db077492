// Sockets and epoll for the load program: what client, sink and pipe share. Loopback only; every
// fault of the set-up ends the program, for a figure measured around a fault is worth nothing.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sendguard::bench {

/// "127.0.0.1:2600" is written as the port alone; a path is a UNIX socket.
struct Endpoint {
    std::uint16_t port = 0;
    std::string path;
};
Endpoint parse_endpoint(std::string_view text);

/// Monotonic, in nanoseconds.
std::int64_t now_ns();

[[noreturn]] void die(const char* what);

/// Non-blocking, listening with a backlog of 4,096.
int listen_on(const Endpoint& at);
/// Non-blocking, without Nagle's delay; the connection may still be under way.
int connect_to(const Endpoint& to);
/// The next waiting connection, made as connect_to() makes them; -1 when none waits.
int accept_from(int listener);

/// As many open files as the system lets us have.
void raise_file_limit();

class Poll {
  public:
    Poll();
    Poll(const Poll&) = delete;
    Poll& operator=(const Poll&) = delete;
    ~Poll();

    void add(int descriptor, std::uint32_t events, std::uint64_t tag) const;
    void change(int descriptor, std::uint32_t events, std::uint64_t tag) const;
    /// in: timeout - in milliseconds; -1 = none. out: empty after the timeout
    std::span<const epoll_event> wait(int timeout);

  private:
    static constexpr int kBatch = 256;
    int descriptor_;
    epoll_event events_[kBatch];
};

}  // namespace sendguard::bench

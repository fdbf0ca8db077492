// Gives up a connection whose server does not answer: libpq waits for ever, and a frozen server or
// a dead network says nothing. When its time is over the socket is shut down, and libpq returns.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sendguard::hold {

class SocketDeadline {
  public:
    SocketDeadline();
    ~SocketDeadline();
    SocketDeadline(const SocketDeadline&) = delete;
    SocketDeadline& operator=(const SocketDeadline&) = delete;

    /// Shuts `socket` down after `time`, unless disarm() comes first.
    void arm(int socket, std::chrono::milliseconds time);
    void disarm();

  private:
    using Clock = std::chrono::steady_clock;
    void watch();

    std::mutex mutex_;
    std::condition_variable changed_;
    Clock::time_point until_{};
    int socket_ = -1;  // -1 = disarmed
    bool idle_ = true;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace sendguard::hold

#include "hold/sql/socket_deadline.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <utility>

namespace sendguard::hold {

SocketDeadline::SocketDeadline() {
    // Signals are the service's own thread's.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    try {
        thread_ = std::thread([this] { watch(); });
    } catch (...) {
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

SocketDeadline::~SocketDeadline() {
    {
        const std::scoped_lock lock(mutex_);
        over_ = true;
        changed_.notify_one();
    }
    thread_.join();
}

void SocketDeadline::arm(int socket, std::chrono::milliseconds time) {
    const std::scoped_lock lock(mutex_);
    const auto before = std::exchange(until_, Clock::now() + time);
    socket_ = socket;
    // A thread that waits for an earlier one looks again by itself.
    if (idle_ || until_ < before) changed_.notify_one();
}

void SocketDeadline::disarm() {
    const std::scoped_lock lock(mutex_);
    socket_ = -1;
}

void SocketDeadline::watch() {
    std::unique_lock lock(mutex_);
    while (!over_) {
        if (socket_ < 0) {
            idle_ = true;
            changed_.wait(lock, [this] { return over_ || socket_ >= 0; });
            idle_ = false;
        } else if (Clock::now() >= until_) {
            ::shutdown(socket_, SHUT_RDWR);
            socket_ = -1;
        } else {
            const auto until = until_;
            changed_.wait_until(lock, until, [&] { return over_ || until_ < until; });
        }
    }
}

}  // namespace sendguard::hold

// One event loop, one thread: its sessions, the connections to the next hop that they use, and the
// deadlines of both. Nothing in a loop is shared with another, so nothing in it needs a lock.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include "check/evaluate.h"

namespace sendguard::gate {

namespace asio = boost::asio;
template <class T = void>
using Task = asio::awaitable<T>;

class Loop;

/// Cancels what waits when its time is over. Cheap to set: one timer a loop looks at all of them a
/// few times a second, so it may come kDeadlineStep late.
class Deadline {
  public:
    using Clock = std::chrono::steady_clock;
    enum class Of : std::uint8_t { client, other };
    Deadline(Loop& loop, std::function<void()> cancel, Of of = Of::other);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    void set(Clock::time_point at) { at_ = at; }
    void in(Clock::duration length) { at_ = Clock::now() + length; }
    void clear() { at_ = Clock::time_point::max(); }
    bool passed() const { return passed_; }
    /// Cancels now; it stays passed.
    void pass();

  private:
    friend class Loop;
    Loop& loop_;
    std::function<void()> cancel_;
    Clock::time_point at_ = Clock::time_point::max();
    std::size_t index_ = 0;
    Of of_;
    bool passed_ = false;
};
inline constexpr std::chrono::milliseconds kDeadlineStep{200};

class Loop {
  public:
    asio::io_context& context() { return context_; }
    check::Workspace& workspace() { return workspace_; }
    /// A buffer for one read that is used up before the next wait.
    std::vector<char>& buffer() { return buffer_; }
    /// Runs until stop().
    void run();
    void stop() { context_.stop(); }
    /// Ends what waits for a client; what waits for the next hop, or works, goes on.
    void cancel_waiting();
    /// Passes every deadline: all that waits ends.
    void cancel_all();

  private:
    friend class Deadline;
    Task<> watch();
    asio::io_context context_{1};
    check::Workspace workspace_;
    std::vector<char> buffer_ = std::vector<char>(64u << 10);
    std::vector<Deadline*> deadlines_;
};

/// Runs `work` on `pool` and gives what it returns, back on the caller's loop. `work` must not
/// throw, and must be a variable of the caller's: g++ 12 destroys a closure that is made within a
/// co_await twice.
template <class Work>
Task<std::invoke_result_t<Work&>> offload(asio::thread_pool& pool, Work& work) {
    using Out = std::invoke_result_t<Work&>;
    auto home = co_await asio::this_coro::executor;
    auto initiate = [&pool, &work, &home](auto handler) {
        asio::post(pool, [handler = std::move(handler), &work, home]() mutable {
            asio::post(home, [handler = std::move(handler), out = work()]() mutable {
                std::move(handler)(std::move(out));
            });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Out)>(
        initiate, asio::use_awaitable);
}

}  // namespace sendguard::gate

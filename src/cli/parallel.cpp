#include "cli/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sendguard::cli {
namespace {

constexpr std::chrono::milliseconds kWatchEvery{100};

/// What the workers share.
class Work {
  public:
    using Function = std::function<void(std::size_t, std::size_t)>;
    Work(std::size_t count, std::size_t workers, const Function& function)
        : count_(count), running_(workers), function_(function) {}

    void run(std::size_t worker) noexcept {
        try {
            for (auto i = next_++; i < count_; i = next_++) {
                function_(worker, i);
                ++done_;
            }
        } catch (...) {  // told by the calling thread
            const std::lock_guard lock(mutex_);
            failure_ = std::current_exception();
            next_ = count_;
        }
        const std::lock_guard lock(mutex_);
        --running_;
        ended_.notify_one();
    }

    void wait(const std::function<void(std::size_t)>& watch) {
        std::unique_lock lock(mutex_);
        while (!ended_.wait_for(lock, kWatchEvery, [&] { return running_ == 0; })) {
            lock.unlock();
            watch(done_);
            lock.lock();
        }
    }
    std::exception_ptr failure() const { return failure_; }

  private:
    const std::size_t count_;
    std::size_t running_;
    const Function& function_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<std::size_t> done_ = 0;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::exception_ptr failure_;
};

}  // namespace

void for_each_in_parallel(std::size_t count, std::size_t threads,
                          const std::function<void(std::size_t, std::size_t)>& work,
                          const std::function<void(std::size_t)>& watch) {
    const auto workers = std::min(std::max<std::size_t>(threads, 1), count);
    if (count <= 1) {  // a thread would cost more than it can save
        for (std::size_t i = 0; i < count; ++i) work(0, i);
        return;
    }
    Work shared(count, workers, work);
    {
        std::vector<std::jthread> running;
        for (std::size_t i = 0; i < workers; ++i) running.emplace_back([&, i] { shared.run(i); });
        shared.wait(watch);
    }
    if (shared.failure()) std::rethrow_exception(shared.failure());
}

std::size_t processors() {
    return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace sendguard::cli

// Group commit: what many threads want to write at the same time is written together. Who comes
// first writes for all that wait behind it, in one transaction, and wakes them when it is done; so
// there is one writer at a time, no thread of its own, and a store under load pays one sync for
// many changes. (LevelDB's writers wait in the same way: db_impl.cc, DBImpl::Write.)
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace sendguard::hold {

/// Work says itself, after it was run, how it ended.
template <class Work>
class WriteQueue {
  public:
    /// Runs all of a batch, in its order; called by one thread at a time; must not throw.
    using Run = std::function<void(const std::vector<Work*>&)>;

    WriteQueue(std::size_t most, Run run) : most_(most), run_(std::move(run)) {
        batch_.reserve(most);
    }

    /// Returns when `work` was run, alone or with others.
    void submit(Work& work) {
        Waiting own{.work = &work};
        std::unique_lock lock(mutex_);
        waiting_.push_back(&own);
        arrived_.notify_one();
        own.turn.wait(lock, [&] { return own.done || waiting_.front() == &own; });
        if (own.done) return;
        gather(lock);
        // From here on until it is out of the queue nothing may throw: others know `own`.
        last_ = std::min(most_, waiting_.size());
        batch_.clear();
        for (std::size_t i = 0; i < last_; ++i) batch_.push_back(waiting_[i]->work);
        lock.unlock();
        run_(batch_);
        lock.lock();
        for (std::size_t i = 0; i < last_; ++i) {
            auto* const one = waiting_.front();
            waiting_.pop_front();
            one->done = true;
            if (one != &own) one->turn.notify_one();
        }
        if (!waiting_.empty()) waiting_.front()->turn.notify_one();
    }

  private:
    struct Waiting {
        Work* work;
        bool done = false;
        std::condition_variable turn{};
    };

    /// Those whom the last batch has just woken come back soon: without a moment's patience every
    /// second batch would be one write.
    void gather(std::unique_lock<std::mutex>& lock) {
        constexpr std::chrono::microseconds kPatience{500};  // a sync takes some milliseconds
        const auto until = std::chrono::steady_clock::now() + kPatience;
        arrived_.wait_until(lock, until, [&] { return waiting_.size() >= std::min(last_, most_); });
    }

    const std::size_t most_;
    const Run run_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Waiting*> waiting_;  // the first one is writing
    std::size_t last_ = 0;          // how many the last batch had
    std::vector<Work*> batch_;      // of the one that is writing
};

}  // namespace sendguard::hold

#include "gate/loop.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

namespace sendguard::gate {

Deadline::Deadline(Loop& loop, std::function<void()> cancel, Of of)
    : loop_(loop), cancel_(std::move(cancel)), index_(loop.deadlines_.size()), of_(of) {
    loop_.deadlines_.push_back(this);
}

Deadline::~Deadline() {
    auto& all = loop_.deadlines_;
    all[index_] = all.back();
    all[index_]->index_ = index_;
    all.pop_back();
}

void Deadline::pass() {
    passed_ = true;
    clear();
    cancel_();
}

void Loop::cancel_waiting() {
    for (std::size_t i = 0; i < deadlines_.size(); ++i) {
        auto& one = *deadlines_[i];
        // No time set: its session waits for something else, and will see that we stop.
        if (one.of_ == Deadline::Of::client && one.at_ != Deadline::Clock::time_point::max())
            one.pass();
    }
}

void Loop::cancel_all() {
    for (std::size_t i = 0; i < deadlines_.size(); ++i) deadlines_[i]->pass();
}

Task<> Loop::watch() {
    asio::steady_timer timer(context_);
    for (;;) {
        timer.expires_after(kDeadlineStep);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto now = Deadline::Clock::now();
        for (std::size_t i = 0; i < deadlines_.size(); ++i) {
            if (deadlines_[i]->at_ <= now) deadlines_[i]->pass();
        }
    }
}

void Loop::run() {
    asio::co_spawn(context_, watch(), asio::detached);
    context_.run();
}

}  // namespace sendguard::gate

#include "review/attempts.h"

namespace sendguard::review {
namespace {

constexpr std::size_t kMaxKeys = 20'000;

void drop_before(std::deque<Timestamp>& times, Timestamp time) {
    while (!times.empty() && times.front() < time) times.pop_front();
}

}  // namespace

bool Attempts::may_try(const std::string& key, Timestamp now) {
    const std::scoped_lock lock(mutex_);
    const auto found = failures_.find(key);
    if (found == failures_.end()) return true;
    drop_before(found->second, now - kFailureWindow);
    return found->second.size() < most_;
}

void Attempts::failed(const std::string& key, Timestamp now) {
    const std::scoped_lock lock(mutex_);
    if (failures_.size() >= kMaxKeys) drop_old(now);
    auto& times = failures_[key];
    times.push_back(now);
    if (times.size() > most_) times.pop_front();
}

void Attempts::forget(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    failures_.erase(key);
}

void Attempts::drop_old(Timestamp now) {
    std::erase_if(failures_, [&](const auto& entry) {
        return entry.second.empty() || entry.second.back() < now - kFailureWindow;
    });
    // Whoever floods us with names gains nothing by being forgotten: the address counts, too.
    while (failures_.size() >= kMaxKeys) failures_.erase(failures_.begin());
}

}  // namespace sendguard::review

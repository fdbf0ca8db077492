#include "gate/health.h"

namespace sendguard::gate {

void Health::next_hop_reached(Clock::time_point) {
    missed_since_.store(0, std::memory_order_relaxed);
}

void Health::next_hop_missed(Clock::time_point now) {
    Clock::rep none = 0;
    missed_since_.compare_exchange_strong(none, now.time_since_epoch().count(),
                                          std::memory_order_relaxed);
}

Readiness Health::readiness(Clock::time_point now) const {
    if (!policy_.load(std::memory_order_relaxed)) return {false, "no policy is loaded"};
    if (!open_.load(std::memory_order_relaxed)) return {false, "the listeners are not open"};
    const auto since = missed_since_.load(std::memory_order_relaxed);
    const auto missed = now - Clock::time_point(Clock::duration(since));
    if (since != 0 && missed >= patience_) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(missed).count();
        return {false, "the next hop is out of reach for " + std::to_string(seconds) + " s"};
    }
    return {true, "ready"};
}

}  // namespace sendguard::gate

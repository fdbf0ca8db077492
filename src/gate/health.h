// Whether the service is ready to take mail: what `/readyz` answers. Facts are noted as they come,
// from any thread; the answer is worked out when it is asked for.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace sendguard::gate {

struct Readiness {
    bool ready = false;
    std::string reason;  ///< one line; "ready" when it is
};

class Health {
  public:
    using Clock = std::chrono::steady_clock;

    /// in: patience - how long the next hop may be out of reach before we are not ready
    explicit Health(std::chrono::seconds patience = std::chrono::minutes(5))
        : patience_(patience) {}

    void policy_loaded() { policy_.store(true, std::memory_order_relaxed); }
    void listeners_open(bool open) { open_.store(open, std::memory_order_relaxed); }
    /// The next hop answered, whatever it said.
    void next_hop_reached(Clock::time_point now = Clock::now());
    /// It could not be connected to, or was gone in the middle.
    void next_hop_missed(Clock::time_point now = Clock::now());

    /// Not ready: no policy, listeners not open, or the next hop missed for `patience` since it was
    /// last reached (or first missed). An idle service whose last try went well stays ready.
    Readiness readiness(Clock::time_point now = Clock::now()) const;

  private:
    std::chrono::seconds patience_;
    std::atomic<bool> policy_ = false;
    std::atomic<bool> open_ = false;
    /// Since when the next hop is out of reach, in the clock's ticks; 0 = it is not.
    std::atomic<Clock::rep> missed_since_ = 0;
};

}  // namespace sendguard::gate

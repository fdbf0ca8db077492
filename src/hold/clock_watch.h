// A wall clock that jumps ahead would end embargoes early. It is watched against the monotonic one.
#pragma once

#include <chrono>
#include <optional>

#include "base/time.h"

namespace sendguard::hold {

class ClockWatch {
  public:
    using Monotonic = std::chrono::steady_clock;

    /// How far the clock has jumped ahead since the first look, when it is more than is allowed.
    /// Slow drift does not count: what is allowed grows with the time that has passed.
    std::optional<std::chrono::seconds> look(Timestamp wall, Monotonic::time_point at);

  private:
    struct Look {
        Timestamp wall;
        Monotonic::time_point at;
    };
    std::optional<Look> first_;
};

}  // namespace sendguard::hold

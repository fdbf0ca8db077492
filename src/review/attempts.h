// How often a login may be tried: guessing must take longer than anybody has, and nobody may be
// locked out for long.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/time.h"

namespace sendguard::review {

inline constexpr std::size_t kMostFailuresOfName = 10;
inline constexpr std::size_t kMostFailuresOfAddress = 30;  ///< an office may share one
inline constexpr std::chrono::minutes kFailureWindow{15};

/// Thread-safe. Counts failures by a key; memory is bounded.
class Attempts {
  public:
    explicit Attempts(std::size_t most) : most_(most) {}
    /// Whether another try is allowed.
    bool may_try(const std::string& key, Timestamp now);
    void failed(const std::string& key, Timestamp now);
    void forget(const std::string& key);

  private:
    void drop_old(Timestamp now);

    std::size_t most_;
    std::mutex mutex_;
    std::map<std::string, std::deque<Timestamp>> failures_;
};

}  // namespace sendguard::review

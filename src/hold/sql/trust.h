// Whether a store may be trusted. After an I/O error nobody knows what is on the disk and what only
// in the kernel's memory, so that the same call again may say "done" of what is lost ("Can
// Applications Recover from fsync Failures?", ATC 2020): the store refuses until it was opened
// anew and a check found it whole.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

#include "base/result.h"
#include "hold/sql/dialect.h"

namespace sendguard::hold {

class Trust {
  public:
    explicit Trust(Dialect& dialect) : dialect_(dialect) {}

    /// errors: unavailable - not trusted; now and then it is checked, and may be again
    Result<void> check();
    void lose(const std::string& why);
    /// Goes up when trust is lost: older connections are to be dropped.
    std::uint64_t generation() const { return generation_; }

  private:
    Dialect& dialect_;
    std::atomic<bool> lost_ = false;
    std::atomic<std::uint64_t> generation_ = 0;
    std::mutex mutex_;
    std::string why_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace sendguard::hold

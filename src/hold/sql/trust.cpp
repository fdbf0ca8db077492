#include "hold/sql/trust.h"

#include <fmt/format.h>

namespace sendguard::hold {

namespace {
constexpr std::chrono::seconds kPause{5};  // between checks of a store that failed
}

Result<void> Trust::check() {
    if (!lost_) return outcome::success();
    const std::scoped_lock lock(mutex_);
    if (!lost_) return outcome::success();
    const auto now = std::chrono::steady_clock::now();
    if (now >= next_) {
        const auto sound = dialect_.check();
        if (sound) {
            lost_ = false;
            return outcome::success();
        }
        why_ = sound.error().message;
        next_ = std::chrono::steady_clock::now() + kPause;
    }
    return error(Errc::unavailable,
                 fmt::format("the hold store is not used until a check finds it whole: {}", why_));
}

void Trust::lose(const std::string& why) {
    const std::scoped_lock lock(mutex_);
    why_ = why;
    next_ = std::chrono::steady_clock::now() + kPause;
    ++generation_;
    if (!lost_.exchange(true)) dialect_.suspect();
}

}  // namespace sendguard::hold

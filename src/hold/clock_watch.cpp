#include "hold/clock_watch.h"

namespace sendguard::hold {
namespace {

constexpr std::chrono::seconds kAllowed{30};
constexpr int kDrift = 1000;  // a second in so many: far more than any clock is steered by

}  // namespace

std::optional<std::chrono::seconds> ClockWatch::look(Timestamp wall, Monotonic::time_point at) {
    if (!first_) {
        first_ = {wall, at};
        return std::nullopt;
    }
    const auto passed = std::chrono::floor<std::chrono::seconds>(at - first_->at);
    const auto ahead = (wall - first_->wall) - passed;
    if (ahead > kAllowed + passed / kDrift) return ahead;
    return std::nullopt;
}

}  // namespace sendguard::hold

#include "hold/sql/readers.h"

#include <utility>

namespace sendguard::hold {
namespace {

constexpr std::size_t kMost = 4;
constexpr std::chrono::seconds kPatience{4};  // for a free one

}  // namespace

Result<Readers::Kept> Readers::take() {
    std::unique_lock lock(mutex_);
    if (!free_.wait_for(lock, kPatience, [this] { return out_ < kMost; }))
        return error(Errc::unavailable, "the hold store: too many read it at once");
    ++out_;
    Kept kept;
    if (!idle_.empty()) {
        kept = std::move(idle_.back());
        idle_.pop_back();
    }
    return kept;
}

void Readers::give_back(Kept kept) {
    const std::scoped_lock lock(mutex_);
    --out_;
    if (kept.connection) idle_.push_back(std::move(kept));
    free_.notify_one();
}

Result<bool> Readers::look_once(const std::function<SqlResult<void>(Connection&)>& look) {
    BOOST_OUTCOME_TRY(auto kept, take());
    const auto generation = trust_.generation();
    if (kept.generation != generation) kept.connection.reset();
    const bool fresh = !kept.connection;
    if (fresh) {
        auto connected = dialect_.connect(false);
        if (!connected) {
            give_back({});
            return connected.error();
        }
        kept = {std::move(connected).value(), generation};
    }
    const auto seen = [&] {
        const Connection::Busy busy(*kept.connection);
        return look(*kept.connection);
    }();
    if (seen) {
        give_back(std::move(kept));
        return true;
    }
    const auto& fault = seen.error();
    if (fault.trouble == Trouble::broken) trust_.lose(fault.message);
    if (fault.trouble == Trouble::statement) {
        give_back(std::move(kept));
    } else {
        give_back({});
    }
    if (!fresh && fault.trouble == Trouble::lost) {
        drop_idle();
        return false;
    }
    return to_error(fault);
}

void Readers::drop_idle() {
    std::vector<Kept> dropped;
    const std::scoped_lock lock(mutex_);
    dropped.swap(idle_);
}

Result<void> Readers::with(const std::function<SqlResult<void>(Connection&)>& look) {
    BOOST_OUTCOME_TRY(trust_.check());
    // Others may give back dead ones in between.
    for (std::size_t tries = 0; tries <= kMost; ++tries) {
        BOOST_OUTCOME_TRY(const auto seen, look_once(look));
        if (seen) return outcome::success();
    }
    return error(Errc::unavailable, "the hold store: its connections break");
}

}  // namespace sendguard::hold

#include "policy/pattern_hits.h"

namespace sendguard::policy {

void Hits::reset(std::size_t patterns) {
    if (heads_.size() == patterns) {
        for (const auto pattern : patterns_) heads_[pattern] = {};
    } else {
        heads_.assign(patterns, {});
    }
    hits_.clear();
    patterns_.clear();
}

void Hits::add(PatternId pattern, std::uint32_t at) {
    auto& head = heads_[pattern];
    if (head.count > kMaxHits) return;
    if (head.count == 0) patterns_.push_back(pattern);
    ++head.count;
    hits_.push_back({at, head.last});
    head.last = static_cast<std::uint32_t>(hits_.size() - 1);
}

void Hits::collect(PatternId pattern, std::size_t begin, std::size_t end,
                   std::vector<std::uint32_t>& out) const {
    for (auto i = heads_[pattern].last; i != kEnd; i = hits_[i].before) {
        const auto at = hits_[i].at;
        if (at >= begin && at < end) out.push_back(static_cast<std::uint32_t>(at - begin));
    }
}

}  // namespace sendguard::policy

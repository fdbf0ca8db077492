#include "policy/pattern_hits.h"

namespace sendguard::policy {

void Hits::reset(std::size_t patterns) {
    if (heads_.size() == patterns) {
        for (const auto pattern : patterns_) heads_[pattern] = {};
    } else {
        heads_.assign(patterns, {});
    }
    links_.clear();
    patterns_.clear();
}

void Hits::add(PatternId pattern, Hit hit) {
    auto& head = heads_[pattern];
    if (head.count > kMaxHits) return;
    if (head.count == 0) patterns_.push_back(pattern);
    ++head.count;
    links_.push_back({hit, head.last});
    head.last = static_cast<std::uint32_t>(links_.size() - 1);
}

std::vector<Hit> Hits::within(PatternId pattern, std::size_t begin, std::size_t end) const {
    std::vector<Hit> out;
    for (auto i = heads_[pattern].last; i != kEnd; i = links_[i].before) {
        const auto [at, owner] = links_[i].hit;
        if (at >= begin && at < end) out.push_back({static_cast<std::uint32_t>(at - begin), owner});
    }
    return out;
}

}  // namespace sendguard::policy

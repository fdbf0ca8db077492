#include "policy/pattern_hits.h"

#include <algorithm>

namespace sendguard::policy {

void Hits::reset(std::size_t patterns) {
    if (heads_.size() == patterns) {
        for (const auto pattern : patterns_) heads_[pattern] = {};
    } else {
        heads_.assign(patterns, {});
    }
    added_.clear();
    patterns_.clear();
}

void Hits::add(PatternId pattern, Hit hit) {
    auto& head = heads_[pattern];
    const auto most = added_.size() < kManyHits ? kMostHits : kFewHits;
    head.over = head.over || head.count >= most;
    if (head.over) return;
    if (head.count++ == 0) patterns_.push_back(pattern);
    added_.emplace_back(pattern, hit);
}

void Hits::sort() {
    sorted_.resize(added_.size());
    std::uint32_t first = 0;
    for (const auto pattern : patterns_) {
        heads_[pattern].first = first;
        first += heads_[pattern].count;
    }
    for (const auto& [pattern, hit] : added_) sorted_[heads_[pattern].first++] = hit;
    for (const auto pattern : patterns_) {
        auto& head = heads_[pattern];
        head.first -= head.count;
        // The scan tells where literals end, so that long ones come late.
        const auto begin = sorted_.begin() + head.first;
        const auto earlier = [](const Hit& a, const Hit& b) { return a.at < b.at; };
        if (!std::is_sorted(begin, begin + head.count, earlier))
            std::sort(begin, begin + head.count, earlier);
    }
}

std::vector<Hit> Hits::within(PatternId pattern, std::size_t begin, std::size_t end) const {
    const auto& head = heads_[pattern];
    const auto last = sorted_.begin() + head.first + head.count;
    auto hit = std::lower_bound(sorted_.begin() + head.first, last, begin,
                                [](const Hit& a, std::size_t at) { return a.at < at; });
    std::vector<Hit> out;
    for (; hit != last && hit->at < end; ++hit)
        out.push_back({static_cast<std::uint32_t>(hit->at - begin), hit->owner});
    return out;
}

}  // namespace sendguard::policy

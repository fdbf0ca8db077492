#include "review/replays.h"

#include <algorithm>

namespace sendguard::review {

Replays::Found Replays::begin(const std::string& key, const std::string& content, Timestamp now) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(entries_, [&](const auto& entry) {
        return entry.second.response && now - entry.second.begun > kReplayKept;
    });
    if (entries_.size() >= kMaxReplays)
        entries_.erase(std::ranges::min_element(
            entries_, {}, [](const auto& entry) { return entry.second.begun; }));
    const auto [place, fresh] =
        entries_.try_emplace(key, Entry{.content = content, .begun = now, .response = {}});
    if (fresh) return {.kind = Kind::first, .response = {}};
    const auto& entry = place->second;
    if (entry.content != content) return {.kind = Kind::other_content, .response = {}};
    if (!entry.response) return {.kind = Kind::under_way, .response = {}};
    return {.kind = Kind::again, .response = *entry.response};
}

void Replays::done(const std::string& key, const Response& response) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = entries_.find(key); found != entries_.end())
        found->second.response = response;
}

void Replays::undone(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    entries_.erase(key);
}

}  // namespace sendguard::review

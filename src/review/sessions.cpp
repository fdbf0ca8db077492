#include "review/sessions.h"

#include <algorithm>

namespace sendguard::review {
namespace {

constexpr std::size_t kIdBytes = 32;

bool has_ended(Timestamp opened, Timestamp seen, Timestamp now) {
    return now - seen > kSessionIdle || now - opened > kSessionMost;
}

}  // namespace

std::string Sessions::open(const Identity& identity, Timestamp now) {
    auto id = random_hex(kIdBytes);
    const std::scoped_lock lock(mutex_);
    end_old(now);
    sessions_[digest_.of({"session", id})] = {.identity = identity, .opened = now, .seen = now};
    return id;
}

void Sessions::end_old(Timestamp now) {
    std::erase_if(sessions_, [&](const auto& entry) {
        return has_ended(entry.second.opened, entry.second.seen, now);
    });
    if (sessions_.size() < kMaxSessions) return;
    sessions_.erase(std::ranges::min_element(sessions_, {},
                                             [](const auto& entry) { return entry.second.seen; }));
}

std::optional<Identity> Sessions::find(std::string_view id, Timestamp now) {
    if (id.empty()) return std::nullopt;
    const std::scoped_lock lock(mutex_);
    const auto found = sessions_.find(digest_.of({"session", id}));
    if (found == sessions_.end()) return std::nullopt;
    if (has_ended(found->second.opened, found->second.seen, now)) {
        sessions_.erase(found);
        return std::nullopt;
    }
    found->second.seen = std::max(found->second.seen, now);
    return found->second.identity;
}

void Sessions::close(std::string_view id) {
    const std::scoped_lock lock(mutex_);
    sessions_.erase(digest_.of({"session", id}));
}

std::string Sessions::form_token(std::string_view id, std::string_view scope) const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const auto byte : digest_.of({"form", id, scope})) {
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

bool Sessions::is_form_token(std::string_view id, std::string_view scope,
                             std::string_view token) const {
    return !id.empty() && same_secret(form_token(id, scope), token);
}

}  // namespace sendguard::review

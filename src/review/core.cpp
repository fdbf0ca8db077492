#include "review/core.h"

#include <algorithm>

#include "base/text.h"

namespace sendguard::review {
namespace {

constexpr std::chrono::minutes kOpenFor{10};
constexpr std::size_t kMostOpen = 10'000;

}  // namespace

Result<std::shared_ptr<const Access>> Access::load(const policy::HttpSettings& settings) {
    auto out = std::make_shared<Access>();
    if (!settings.users.empty()) {
        BOOST_OUTCOME_TRY(auto users, gate::Users::load(settings.users));
        out->users = std::make_shared<const gate::Users>(std::move(users));
    }
    if (!settings.tokens.empty()) {
        BOOST_OUTCOME_TRY(auto tokens, TokensFile::read(settings.tokens));
        out->tokens = std::make_shared<const TokensFile>(std::move(tokens));
    }
    return std::shared_ptr<const Access>(std::move(out));
}

void Presence::note(const std::string& hold, const std::string& name, Timestamp now) {
    const std::scoped_lock lock(mutex_);
    if (seen_.size() >= kMostOpen)
        std::erase_if(seen_, [&](const auto& entry) { return now - entry.second > kOpenFor; });
    if (seen_.size() < kMostOpen) seen_[{hold, name}] = now;
}

std::vector<std::pair<std::string, Timestamp>> Presence::others(const std::string& hold,
                                                                const std::string& name,
                                                                Timestamp now) {
    const std::scoped_lock lock(mutex_);
    std::vector<std::pair<std::string, Timestamp>> out;
    for (auto at = seen_.lower_bound({hold, ""}); at != seen_.end() && at->first.first == hold;
         ++at) {
        if (at->first.second != name && now - at->second <= kOpenFor)
            out.emplace_back(at->first.second, at->second);
    }
    return out;
}

bool from_proxy(const policy::HttpSettings& settings, const Request& request) {
    const auto& networks = settings.proxy.networks;
    if (networks.empty()) return false;
    // A UNIX socket is guarded by its file's mode.
    return !request.peer || contains(networks, *request.peer);
}

std::string client_of(const policy::HttpSettings& settings, const Request& request) {
    const auto& name = settings.proxy.address_header;
    if (!name.empty() && from_proxy(settings, request)) {
        // The last is what our own proxy saw; those before it are what clients say.
        const auto words = split(request.header(ascii_lower(name)), ',');
        if (const auto address = parse_ip(trim(words.back()))) return ip_text(*address);
    }
    return request.peer ? ip_text(*request.peer) : "local";
}

}  // namespace sendguard::review

// Who has logged in at the page. Sessions live in this process's memory: a restart ends them all,
// and nothing of them stands anywhere that could be read later.
//
// A session's id is 256 random bits in a cookie; kept is only a keyed digest of it. Forms carry a
// token that is bound to the session and to what the form is for, so that no other site, and no
// form of another hold, can act in its place.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/password.h"
#include "base/time.h"
#include "policy/service.h"

namespace sendguard::review {

/// Who asks, and how they proved it.
struct Identity {
    std::string name;  ///< address or login
    policy::SenderKind kind = policy::SenderKind::person;
    std::string via;  ///< "page", "proxy", "api"
    bool operator==(const Identity&) const = default;
};

inline constexpr std::chrono::minutes kSessionIdle{30};
inline constexpr std::chrono::hours kSessionMost{12};
inline constexpr std::size_t kMaxSessions = 10'000;  ///< over it, the one longest idle ends

/// Thread-safe.
class Sessions {
  public:
    /// Opens one. out: its id, for the cookie
    std::string open(const Identity& identity, Timestamp now);
    /// Whose session it is; nullopt: it never was, has ended, or was idle for too long.
    std::optional<Identity> find(std::string_view id, Timestamp now);
    void close(std::string_view id);

    /// What a form of this session has to send back.
    /// in: scope - what the form is for: "hold SG-...", "freeze", "logout"
    std::string form_token(std::string_view id, std::string_view scope) const;
    bool is_form_token(std::string_view id, std::string_view scope, std::string_view token) const;

  private:
    struct Session {
        Identity identity;
        Timestamp opened{}, seen{};
    };
    void end_old(Timestamp now);

    KeyedDigest digest_;
    std::mutex mutex_;
    std::map<KeyedDigest::Value, Session> sessions_;
};

}  // namespace sendguard::review

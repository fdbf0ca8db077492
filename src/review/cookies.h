// Whose session a request belongs to, and the cookies that say so.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "review/core.h"

namespace sendguard::review {

struct Visitor {
    Identity identity;
    std::string session;  ///< its id
    bool fresh = false;   ///< opened now: the answer sets its cookie
};

/// Who it is: by the session's cookie; or by the field of the proxy that the policy names, which
/// opens a session of its own, since forms are bound to one. A session of somebody else than the
/// proxy names, or of a user whose login was taken away, is over.
std::optional<Visitor> visitor_of(Core& core, const policy::HttpSettings& settings,
                                  const Request& request);

/// HttpOnly, SameSite=Strict, and Secure where the page is reached over TLS.
std::pair<std::string, std::string> session_cookie(const policy::Policy& policy,
                                                   const Request& request, const std::string& id);
std::pair<std::string, std::string> no_session_cookie(const policy::Policy& policy,
                                                      const Request& request);
/// The same for the login form, which has no session yet.
inline constexpr std::string_view kLoginCookie = "send-guard-login";
std::pair<std::string, std::string> login_cookie(const policy::Policy& policy,
                                                 const Request& request, const std::string& value);

}  // namespace sendguard::review

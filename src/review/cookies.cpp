#include "review/cookies.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sendguard::review {
namespace {

constexpr std::string_view kSessionCookie = "send-guard-session";

bool over_tls(const policy::Policy& policy, const Request& request) {
    return request.tls || policy.service.store.page.starts_with("https:");
}

std::pair<std::string, std::string> set_cookie(std::string_view name, std::string_view value,
                                               bool secure, std::string_view more) {
    return {"Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", name, value,
                                      secure ? "; Secure" : "", more)};
}

/// Who the proxy says has logged in.
std::optional<Identity> proxy_user(const policy::HttpSettings& settings, const Request& request) {
    if (settings.proxy.user_header.empty() || !from_proxy(settings, request)) return std::nullopt;
    const auto name = request.header(ascii_lower(settings.proxy.user_header));
    if (!gate::user_name_fault(name).empty()) return std::nullopt;
    return Identity{.name = std::string(name), .kind = policy::SenderKind::person, .via = "proxy"};
}

bool still_known(const Core& core, const Identity& identity) {
    if (identity.via != "page") return true;
    const auto access = core.access.load();
    return access->users && access->users->knows(identity.name);
}

}  // namespace

std::optional<Visitor> visitor_of(Core& core, const policy::HttpSettings& settings,
                                  const Request& request) {
    const auto now = core.now();
    const auto id = cookie(request, kSessionCookie);
    auto session = core.sessions.find(id, now);
    const auto told = proxy_user(settings, request);
    // What a proxy opened is over when it says nothing, or names somebody else.
    const bool over = session && (told ? *session != *told : session->via == "proxy");
    if (session && (over || !still_known(core, *session))) {
        core.sessions.close(id);
        session.reset();
    }
    if (session) return Visitor{.identity = *session, .session = id};
    if (!told) return std::nullopt;
    return Visitor{.identity = *told, .session = core.sessions.open(*told, now), .fresh = true};
}

std::pair<std::string, std::string> session_cookie(const policy::Policy& policy,
                                                   const Request& request, const std::string& id) {
    return set_cookie(kSessionCookie, id, over_tls(policy, request), "");
}

std::pair<std::string, std::string> no_session_cookie(const policy::Policy& policy,
                                                      const Request& request) {
    return set_cookie(kSessionCookie, "", over_tls(policy, request), "; Max-Age=0");
}

std::pair<std::string, std::string> login_cookie(const policy::Policy& policy,
                                                 const Request& request, const std::string& value) {
    return set_cookie(kLoginCookie, value, over_tls(policy, request), "");
}

}  // namespace sendguard::review

// Login and logout at the page.
#include "review/page_login.h"

#include <fmt/format.h>

#include "base/password.h"
#include "base/text.h"
#include "report/excerpt.h"
#include "review/answers.h"
#include "review/cookies.h"
#include "review/page.h"

namespace sendguard::review {
namespace {

constexpr std::size_t kLoginBytes = 16;
constexpr std::string_view kLoginScope = "login";

/// Only to a page of ours: no other site's login page is named by a link to us.
std::string target_of(const std::string& asked) {
    const bool good = path_words(asked).has_value() && !asked.starts_with("//") &&
                      asked.find('\\') == std::string::npos;
    return good ? asked : "/holds";
}

Response login_page(Core& core, const Call& call, int status, const std::string& fault,
                    const std::string& to) {
    const auto nonce = random_hex(kLoginBytes);
    return {
        .status = status,
        .body = render("login.mustache", {{"title", "Log in"},
                                          {"fault", fault},
                                          {"to", to},
                                          {"name", report::printable(call.form.get("name"))},
                                          {"csrf", core.sessions.form_token(nonce, kLoginScope)},
                                          {"users", core.access.load()->users != nullptr},
                                          {"who", false}}),
        .headers = {login_cookie(*call.policy, call.request, nonce)}};
}

void record_login(Core& core, const Identity& who, const std::string& client) {
    core.log(LogLevel::info, "login",
             {field("user", who.name), field("client", client), field("at", "page")});
    if (core.parts.desk == nullptr) return;
    const auto written = core.parts.desk->store().record(
        {.at = core.now(), .actor = actor_of(who), .reason = fmt::format("login from {}", client)});
    if (!written)
        core.log(LogLevel::warning, "login_not_recorded",
                 {field("detail", written.error().message)});
}

}  // namespace

Response get_login(Core& core, const Call& call) {
    const auto to = target_of(call.query.get("to"));
    if (!call.session.empty()) return see_other(to);
    return login_page(core, call, 200, "", to);
}

Response post_login(Core& core, const Call& call) {
    const auto& settings = call.policy->service.http;
    const auto to = target_of(call.form.get("to"));
    const auto name = call.form.get("name");
    const auto now = core.now();
    const auto client = client_of(settings, call.request);
    const auto nonce = cookie(call.request, kLoginCookie);
    if (!core.sessions.is_form_token(nonce, kLoginScope, call.form.get("csrf")))
        return login_page(core, call, 403, "The form was too old. Try again.", to);
    if (!core.by_address.may_try(client, now) || !core.by_name.may_try(name, now)) {
        core.log(LogLevel::warning, "login_limited",
                 {field("user", name), field("client", client)});
        auto out = login_page(core, call, 429,
                              "Too many failed logins. Try again in a quarter of an hour.", to);
        out.headers.emplace_back("Retry-After", "900");
        return out;
    }
    const auto access = core.access.load();
    auto password = call.form.get("password");
    auto user = access->users ? access->users->verify(name, password)
                              : Result<std::optional<gate::User>>(std::optional<gate::User>());
    wipe(password);
    if (!user) return login_page(core, call, 503, "Try again in a moment.", to);
    // Only people review; an agent's login is for the SMTP listener.
    if (!user.value() || user.value()->kind != policy::SenderKind::person) {
        core.by_address.failed(client, now);
        core.by_name.failed(name, now);
        core.log(LogLevel::warning, "login_failed", {field("user", name), field("client", client)});
        return login_page(core, call, 403, "Name or password is wrong.", to);
    }
    core.by_name.forget(name);
    if (!call.session.empty()) core.sessions.close(call.session);
    const Identity who{.name = user.value()->name, .kind = user.value()->kind, .via = "page"};
    record_login(core, who, client);
    auto out = see_other(to);
    out.headers.push_back(session_cookie(*call.policy, call.request, core.sessions.open(who, now)));
    return out;
}

Response post_logout(Core& core, const Call& call) {
    if (!core.sessions.is_form_token(call.session, "logout", call.form.get("csrf")))
        return message_page(403, "Refused", "This form is not of this session.");
    core.sessions.close(call.session);
    auto out = see_other("/login");
    out.headers.push_back(no_session_cookie(*call.policy, call.request));
    return out;
}

}  // namespace sendguard::review

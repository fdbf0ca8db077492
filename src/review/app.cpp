#include "review/app.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "review/answers.h"
#include "review/cookies.h"

namespace sendguard::review {
namespace {

constexpr std::size_t kMostTarget = 1024;
constexpr std::uint64_t kMostFormBytes = 64u << 10;

/// What every answer bears, unless it has a field of that name itself.
/// source: OWASP Secure Headers Project; w3.org/TR/CSP3
constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
     "frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

void add_headers(Response& response) {
    for (const auto& one : kHeaders) {
        const bool there = std::ranges::any_of(response.headers, [&](const auto& header) {
            return equals_ignoring_case(header.first, one.first);
        });
        if (!there) response.headers.emplace_back(one.first, one.second);
    }
}

struct Found {
    const Route* route = nullptr;
    std::vector<std::string> words;
    bool other_method = false;
};

bool matches(const Route& route, const std::vector<std::string>& path,
             std::vector<std::string>& words) {
    const auto pattern = split(route.path.substr(1), '/');
    const std::size_t size = route.path == "/" ? 0 : pattern.size();
    if (size != path.size()) return false;
    words.clear();
    for (std::size_t i = 0; i < size; ++i) {
        if (pattern[i].starts_with('{')) {
            words.push_back(path[i]);
        } else if (pattern[i] != path[i]) {
            return false;
        }
    }
    return true;
}

Found find_route(const std::vector<Route>& routes, std::string_view method,
                 const std::vector<std::string>& path) {
    Found out;
    for (const auto& route : routes) {
        std::vector<std::string> words;
        if (!matches(route, path, words)) continue;
        if (route.method == method) return {.route = &route, .words = std::move(words)};
        out.other_method = true;
    }
    return out;
}

bool is_api(const Request& request) {
    return request.path().starts_with("/v1/");
}

std::optional<Identity> token_owner(const Core& core, const Request& request) {
    constexpr std::string_view kBearer = "Bearer ";
    const auto field = request.header("authorization");
    const auto access = core.access.load();
    if (!access->tokens || !starts_with_ignoring_case(field, kBearer)) return std::nullopt;
    const auto owner = access->tokens->owner(trim(field.substr(kBearer.size())));
    if (!owner) return std::nullopt;
    return Identity{.name = owner->name, .kind = owner->kind, .via = "api"};
}

Response no_token(const Core& core, const policy::HttpSettings& settings, const Request& request) {
    core.log(LogLevel::warning, "token_refused", {field("client", client_of(settings, request))});
    auto out = problem(401, "no token", "send a token: Authorization: Bearer sgt_...");
    out.headers.emplace_back("WWW-Authenticate", "Bearer");
    return out;
}

/// Another site's form or script; browsers say so.
/// source: w3.org/TR/fetch-metadata
bool from_another_site(const Request& request) {
    const auto site = request.header("sec-fetch-site");
    return !site.empty() && site != "same-origin" && site != "none";
}

bool is_form(const Request& request) {
    return starts_with_ignoring_case(request.header("content-type"),
                                     "application/x-www-form-urlencoded");
}

Response not_found(bool api) {
    return api ? problem(404, "not found", "there is no such path: see docs/openapi.yaml")
               : message_page(404, "Not found", "There is nothing at this address.");
}

}  // namespace

Result<void> App::reload(const policy::Policy& policy) {
    BOOST_OUTCOME_TRY(auto access, Access::load(policy.service.http));
    core_.access.store(std::move(access));
    return outcome::success();
}

std::optional<Response> App::refuse_head(const Request& head, std::uint64_t body_bytes) {
    std::optional<Response> out;
    const auto policy = core_.parts.policy();
    const auto most = policy->service.limits.message_bytes * 3 / 2 + kMostFormBytes;
    if (head.target.size() > kMostTarget) {
        out = problem(414, "too long", "the path and query have more than 1024 bytes");
    } else if (is_api(head)) {
        if (body_bytes > most) {
            out = problem(413, "too large", "the message is larger than limits.message_size");
        } else if (!token_owner(core_, head)) {
            out = no_token(core_, policy->service.http, head);
        }
    } else if (body_bytes > kMostFormBytes) {
        out = problem(413, "too large", "the form is too large");
    }
    if (out) add_headers(*out);
    return out;
}

Response App::answer(const Request& request) {
    Response out;
    try {
        out = dispatch(request);
    } catch (const std::exception& fault) {
        core_.log(LogLevel::error, "request_failed", {field("detail", fault.what())});
        out = problem(500, "internal failure", "nothing was done; the log says more");
    } catch (...) {
        out = problem(500, "internal failure", "nothing was done");
    }
    add_headers(out);
    return out;
}

Response App::dispatch(const Request& request) {
    const auto policy = core_.parts.policy();
    const auto& settings = policy->service.http;
    const bool api = is_api(request);
    const auto path = path_words(request.path());
    if (!path || (!api && !settings.page)) return not_found(api);
    const auto method = request.method == "HEAD" ? std::string_view("GET") : request.method;
    auto found = find_route(api ? api_routes() : page_routes(), method, *path);
    if (found.route == nullptr) {
        if (!found.other_method) return not_found(api);
        return problem(405, "not allowed", "this path knows other methods");
    }
    Call call{.request = request,
              .policy = policy,
              .words = std::move(found.words),
              .who = {},
              .session = {},
              .query = Params::parse(request.query()),
              .form = is_form(request) ? Params::parse(request.body) : Params()};
    if (found.route->door == Door::token) {
        auto owner = token_owner(core_, request);
        if (!owner) return no_token(core_, settings, request);
        call.who = std::move(*owner);
        return found.route->handler(core_, call);
    }
    if (method == "POST" && from_another_site(request))
        return message_page(403, "Refused", "This form was sent by another site.");
    std::vector<std::pair<std::string, std::string>> set;
    const auto visitor = visitor_of(core_, settings, request);
    if (visitor) {
        call.who = visitor->identity;
        call.session = visitor->session;
        if (visitor->fresh) set.push_back(session_cookie(*policy, request, call.session));
    } else if (found.route->door == Door::page) {
        if (method != "GET") return message_page(403, "Refused", "Log in first.");
        return see_other("/login?to=" + percent_encoded(request.path()));
    }
    auto out = found.route->handler(core_, call);
    std::ranges::move(set, std::back_inserter(out.headers));
    return out;
}

}  // namespace sendguard::review

// `http:` of a service: the HTTP API and the reviewer's page. What is sent in the clear must not
// leave the machine: without TLS of our own it listens on loopback or a UNIX socket, or behind a
// proxy that is named.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 7> kKeys = {"listen", "socket_mode", "tls", "users",
                                                   "tokens", "proxy",       "page"};
constexpr std::array<std::string_view, 1> kNeeded = {"listen"};
constexpr std::array<std::string_view, 3> kProxyKeys = {"networks", "user_header",
                                                        "address_header"};
constexpr std::array<std::string_view, 1> kProxyNeeded = {"networks"};

/// source: RFC 9110 5.1, token
bool is_header_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return is_ascii_letter(c) || is_ascii_digit(c) || c == '-';
    });
}

std::string load_header_name(Loading& loading, const Fields& fields, std::string_view key) {
    auto name = load_prose(loading, fields, key, true);
    if (const auto node = fields.get(key); node && !name.empty() && !is_header_name(name))
        loading.walk.fault(*node, fmt::format("{} is the name of a header field, such as "
                                              "Remote-User",
                                              in_quotes(key)));
    return name;
}

void load_proxy(Loading& loading, Node node, ProxySettings& out) {
    const auto fields = loading.walk.map(node, "\"proxy\"", kProxyKeys, kProxyNeeded);
    if (!fields) return;
    out.networks = load_networks(loading, *fields, "networks");
    out.user_header = load_header_name(loading, *fields, "user_header");
    out.address_header = load_header_name(loading, *fields, "address_header");
}

bool stays_here(const std::string& listen) {
    if (listen.starts_with("unix:") || listen.starts_with("systemd:")) return true;
    auto host = std::string_view(listen).substr(0, listen.rfind(':'));
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    const auto address = parse_ip(host);
    return address && is_loopback(*address);
}

void check_http(Loading& loading, const Fields& fields, const HttpSettings& http) {
    const auto& service = loading.policy.service;
    const auto fault = [&](std::string_view key, std::string message) {
        loading.walk.fault(fields.get(key).value_or(fields.map()), std::move(message));
    };
    if (http.tls && service.certificate.empty())
        fault("tls", "this needs service.tls: {certificate: FILE, key: FILE}");
    if (!http.tls && !http.listen.empty() && !stays_here(http.listen) &&
        http.proxy.networks.empty())
        fault("listen",
              "passwords and tokens would go over the network in the clear: set \"tls: true\", "
              "listen on loopback, or name the proxy in front");
    if (http.users.empty() && http.tokens.empty() && http.proxy.user_header.empty())
        fault("http",
              "\"http\" needs users, tokens or proxy: {user_header: ...}, or nobody could use it");
    if (!http.page) return;
    if (service.store.url.empty()) fault("page", "the page needs a \"store\" with held drafts");
    if (http.users.empty() && http.proxy.user_header.empty())
        fault("page", "the page needs users, or a proxy that tells who has logged in");
}

}  // namespace

void load_http(Loading& loading, const SourceFile& file, Node node) {
    auto& http = loading.policy.service.http;
    const auto fields = loading.walk.map(node, "\"http\"", kKeys, kNeeded);
    if (!fields) return;
    if (const auto listen = fields->get("listen"))
        http.listen = load_endpoint(loading, file, *listen, "\"listen\"");
    load_socket_mode(loading, *fields, http.socket_mode);
    if (const auto yes = fields->get("tls"))
        http.tls = loading.walk.truth(*yes, "\"tls\"").value_or(false);
    http.users = load_path(loading, file, *fields, "users");
    http.tokens = load_path(loading, file, *fields, "tokens");
    if (const auto proxy = fields->get("proxy")) load_proxy(loading, *proxy, http.proxy);
    if (const auto yes = fields->get("page"))
        http.page = loading.walk.truth(*yes, "\"page\"").value_or(false);
    check_http(loading, *fields, http);
}

}  // namespace sendguard::policy

// `service.next_hop`: where drafts go that may leave. Secrets stand in files or come from a
// command.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 12> kKeys = {
    "url",           "tls",        "ca_file",       "helo_name", "auth",        "user",
    "password_file", "token_file", "token_command", "timeout",   "connections", "keep"};
constexpr std::uint32_t kMostConnections = 10000;
constexpr std::array<std::string_view, 1> kUrl = {"url"};
constexpr std::array<std::string_view, 3> kTls = {"verify", "opportunistic", "none"};
constexpr std::array<std::string_view, 3> kAuth = {"plain", "login", "xoauth2"};
constexpr std::array<std::string_view, 3> kSecrets = {"password_file", "token_file",
                                                      "token_command"};

bool good_host_and_port(std::string_view text) {
    if (text.empty() || text.find_first_of(" /?#@\"'\\\t\r\n") != std::string_view::npos)
        return false;
    const auto bracket = text.find(']');
    if (text.starts_with('[') != (bracket != std::string_view::npos)) return false;
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const auto host = text.substr(0, colon);
    if (host.empty() || (host.front() != '[' && !canonical_domain(host))) return false;
    if (colon == std::string_view::npos)
        return bracket == std::string_view::npos || bracket + 1 == text.size();
    std::uint16_t port = 0;
    const auto digits = text.substr(colon + 1);
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return code == std::errc() && end == digits.data() + digits.size() && port > 0;
}

std::string load_url(Loading& loading, const SourceFile& file, Node node) {
    const auto url = loading.walk.text(node, "\"url\"");
    if (!url) return "";
    if (url->starts_with("maildir:") && url->size() > 8)
        return "maildir:" + beside(file, std::string_view(*url).substr(8)).string();
    for (std::string_view scheme : {"smtp://", "smtps://"}) {
        if (url->starts_with(scheme) &&
            good_host_and_port(std::string_view(*url).substr(scheme.size())))
            return *url;
    }
    loading.walk.fault(node, "\"url\" must be smtp://host:port, smtps://host:port or maildir:PATH");
    return "";
}

void check_secrets(Loading& loading, const Fields& fields) {
    std::optional<Node> first;
    for (auto key : kSecrets) {
        const auto node = fields.get(key);
        if (node && first)
            loading.walk.fault(*node,
                               "one of password_file, token_file and token_command is enough");
        if (node) first = node;
    }
    const auto user = fields.get("user");
    if (user && !first)
        loading.walk.fault(*user, "a user needs a password_file, token_file or token_command");
    if (first && !user) loading.walk.fault(*first, "a secret needs a user");
}

}  // namespace

void load_next_hop(Loading& loading, const SourceFile& file, Node node) {
    const auto fields = loading.walk.map(node, "\"next_hop\"", kKeys, kUrl);
    if (!fields) return;
    NextHop out;
    if (const auto url = fields->get("url")) out.url = load_url(loading, file, *url);
    out.tls = load_word(loading, *fields, "tls", kTls, "verify");
    out.auth = load_word(loading, *fields, "auth", kAuth, "");
    out.helo_name = load_prose(loading, *fields, "helo_name", true);
    if (const auto name = fields->get("helo_name");
        name && !out.helo_name.empty() && !good_host_and_port(out.helo_name))
        loading.walk.fault(*name, "\"helo_name\" must be a host name");
    out.user = load_prose(loading, *fields, "user", true);
    out.token_command = load_prose(loading, *fields, "token_command", true);
    out.ca_file = load_path(loading, file, *fields, "ca_file");
    out.password_file = load_path(loading, file, *fields, "password_file");
    out.token_file = load_path(loading, file, *fields, "token_file");
    load_length(loading, *fields, "timeout", out.timeout);
    load_length(loading, *fields, "keep", out.keep);
    if (const auto most = fields->get("connections"))
        out.connections = loading.walk.number(*most, "\"connections\"", 1, kMostConnections)
                              .value_or(out.connections);
    check_secrets(loading, *fields);
    loading.policy.service.next_hop = std::move(out);
}

}  // namespace sendguard::policy

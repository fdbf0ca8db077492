// `service.listeners`: where mail comes in, from whom, and as what.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 14> kKeys = {
    "name",     "role",     "listen",  "socket_mode",    "protocol", "tls",  "users",
    "networks", "xforward", "xclient", "proxy_protocol", "mode",     "kind", "received"};
constexpr std::array<std::string_view, 3> kRequired = {"name", "role", "listen"};
constexpr std::array<std::string_view, 3> kRoles = {"proxy", "relay", "submission"};
constexpr std::array<std::string_view, 2> kProtocols = {"smtp", "lmtp"};
constexpr std::array<std::string_view, 4> kTls = {"none", "offered", "required", "implicit"};
constexpr std::array<std::string_view, 3> kKinds = {"person", "program", "agent"};

bool good_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return fault == std::errc() && end == digits.data() + digits.size();
}

bool good_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") ==
               std::string_view::npos;
}

void check_listener(Loading& loading, const Fields& fields, const Listener& one) {
    const auto& service = loading.policy.service;
    const auto at = fields.get("tls").value_or(fields.map());
    if (one.tls != ListenerTls::none && service.certificate.empty())
        loading.walk.fault(at, "this needs service.tls: {certificate: FILE, key: FILE}");
    if (one.role == ListenerRole::submission && one.users.empty() && one.networks.empty() &&
        service.networks.empty())
        loading.walk.fault(fields.map(),
                           "a submission listener needs users (a file made by "
                           "`send-guard user add`) or networks");
    if (one.role == ListenerRole::proxy && !one.users.empty())
        loading.walk.fault(*fields.get("users"),
                           "nobody logs in at a proxy listener; its peers are its networks");
    const auto& all = service.listeners;
    if (std::ranges::any_of(all, [&](const Listener& other) { return other.name == one.name; }))
        loading.walk.fault(fields.map(),
                           fmt::format("there are two listeners {}", in_quotes(one.name)));
}

}  // namespace

std::string load_endpoint(Loading& loading, const SourceFile& file, Node node,
                          std::string_view what) {
    const auto text = loading.walk.text(node, what);
    if (!text) return "";
    if (text->starts_with("unix:") && text->size() > 5)
        return "unix:" + beside(file, std::string_view(*text).substr(5)).string();
    if (text->starts_with("systemd:") && good_name(std::string_view(*text).substr(8))) return *text;
    const auto colon = text->rfind(':');
    if (colon != std::string::npos && good_port(std::string_view(*text).substr(colon + 1))) {
        auto host = std::string_view(*text).substr(0, colon);
        const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
        if (brackets) host = host.substr(1, host.size() - 2);
        const bool six = host.find(':') != std::string_view::npos;
        if (six == brackets && parse_ip(host)) return *text;
    }
    loading.walk.fault(node, fmt::format("{} must be an address and port such as 127.0.0.1:10025 "
                                         "or [::1]:25, unix:PATH or systemd:NAME",
                                         what));
    return "";
}

void load_socket_mode(Loading& loading, const Fields& fields, std::uint32_t& out) {
    const auto node = fields.get("socket_mode");
    if (!node) return;
    const auto text = node->is_scalar() ? node->value() : std::string_view();
    std::uint32_t bits = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), bits, 8);
    if (node->plain() || fault != std::errc() || end != text.data() + text.size() || bits > 0777) {
        loading.walk.fault(*node,
                           "\"socket_mode\" must be octal digits in quotes such as \"0660\"");
        return;
    }
    out = bits;
}

void load_listener(Loading& loading, const SourceFile& file, Node node) {
    const auto fields = loading.walk.map(node, "a listener", kKeys, kRequired);
    if (!fields) return;
    Listener out;
    out.name = load_prose(loading, *fields, "name", true);
    if (const auto name = fields->get("name"); name && !out.name.empty() && !good_name(out.name))
        loading.walk.fault(*name, "\"name\" is made of a-z, 0-9, -, _ and .");
    const auto word = [&](std::string_view key, Words words) {
        const auto at = fields->get(key);
        return at ? loading.walk.word(*at, in_quotes(key), words).value_or(0) : 0;
    };
    out.role = static_cast<ListenerRole>(word("role", kRoles));
    out.lmtp = word("protocol", kProtocols) == 1;
    out.tls = static_cast<ListenerTls>(word("tls", kTls));
    if (fields->has("kind")) out.kind = static_cast<SenderKind>(word("kind", kKinds) + 1);
    if (const auto listen = fields->get("listen"))
        out.listen = load_endpoint(loading, file, *listen, "\"listen\"");
    load_socket_mode(loading, *fields, out.socket_mode);
    out.users = load_path(loading, file, *fields, "users");
    out.networks = load_networks(loading, *fields, "networks");
    out.xforward = load_networks(loading, *fields, "xforward");
    out.xclient = load_networks(loading, *fields, "xclient");
    out.proxy_protocol = load_networks(loading, *fields, "proxy_protocol");
    out.mode = load_mode(loading, *fields);
    if (const auto yes = fields->get("received"))
        out.received = loading.walk.truth(*yes, "\"received\"").value_or(false);
    check_listener(loading, *fields, out);
    loading.policy.service.listeners.push_back(std::move(out));
}

}  // namespace sendguard::policy

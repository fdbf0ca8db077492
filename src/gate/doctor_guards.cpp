// Which settings of a Postfix service hand its mail to send-guard, and the questions that follow.
#include <fmt/format.h>

#include <algorithm>

#include "gate/doctor_parts.h"
#include "gate/postfix_access.h"

namespace sendguard::gate {
namespace {

/// "smtp:[127.0.0.1]:10025" -> its transport and the rest.
struct Filter {
    std::string transport;
    std::string next_hop;
};

Filter split_filter(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    return {std::string(text.substr(0, colon)),
            std::string(text.substr(std::min(colon + 1, text.size())))};
}

bool is_milter_of_ours(const policy::Service& policy, std::string_view endpoint) {
    return !policy.milter.listen.empty() && endpoint_text(policy.milter.listen) == endpoint;
}

/// A listener at 0.0.0.0 is at every address; where systemd's sockets are, the policy does not say,
/// so that any on this machine is taken for it (judge_policy() says so).
bool is_listener_of_ours(const policy::Service& policy, const std::string& endpoint) {
    return std::ranges::any_of(policy.listeners, [&](const policy::Listener& one) {
        if (one.listen.starts_with("systemd:"))
            return endpoint.starts_with("unix:") || is_loopback_host(host_and_port(endpoint).host);
        const auto own = endpoint_text(one.listen);
        if (own == endpoint) return true;
        const auto any = host_and_port(own);
        return (any.host == "0.0.0.0" || any.host == "::") && !endpoint.starts_with("unix:") &&
               any.port == host_and_port(endpoint).port;
    });
}

Guard filter_guard(const PostfixSetup& setup, const PostfixService& service,
                   const policy::Service& policy, std::string_view text) {
    const auto filter = split_filter(text);
    Guard out{GuardKind::filter, "content_filter", "", false, ""};
    const auto* transport = setup.internal_service(filter.transport);
    if (transport != nullptr && transport->program == "pipe") {
        out.ours = transport->arguments.find("send-guard") != std::string::npos;
    } else if (!filter.next_hop.empty()) {
        const bool has_port =
            filter.next_hop.find("]:") != std::string::npos ||
            (filter.next_hop.find(':') != std::string::npos && !filter.next_hop.ends_with(']'));
        const auto at = has_port ? filter.next_hop : filter.next_hop + ":25";
        out.endpoint = endpoint_text(setup, service, at);
        out.ours = is_listener_of_ours(policy, out.endpoint);
    }
    return out;
}

void add_missing(std::vector<std::string>& out, std::string text) {
    if (!text.empty() && std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
}

void ask_about_service(const PostfixSetup& setup, const PostfixService& one,
                       const policy::Service& service, DoctorQuestions& out) {
    for (const auto& guard : guards_of(setup, one, service))
        add_missing(out.endpoints, guard.endpoint);
    for (const auto& table : access_tables(setup, one)) add_missing(out.tables, table_file(table));
    for (const auto& table : list_words(setup.value(one, "smtpd_milter_maps")))
        add_missing(out.tables, table_file(table));
}

}  // namespace

bool Diagnosis::open() const {
    return std::ranges::any_of(findings, &DoctorFinding::door);
}

void Diagnosis::door(std::string_view id, std::string passes, std::string where,
                     std::string instead) {
    findings.push_back({fmt::format("doctor/{}", id), true, std::move(passes), std::move(where),
                        std::move(instead)});
}

void Diagnosis::note(std::string_view id, std::string passes, std::string where,
                     std::string instead) {
    door(id, std::move(passes), std::move(where), std::move(instead));
    findings.back().door = false;
}

const PostfixService& cleanup_of(const PostfixSetup& setup, const PostfixService& service) {
    const auto* found = setup.internal_service(setup.value(service, "cleanup_service_name"));
    return found == nullptr ? service : *found;
}

std::vector<Guard> guards_of(const PostfixSetup& setup, const PostfixService& service,
                             const policy::Service& policy) {
    std::vector<Guard> out;
    const bool smtpd = service.program == "smtpd";
    const auto proxy = smtpd ? setup.value(service, "smtpd_proxy_filter") : "";
    if (!proxy.empty()) {
        const auto endpoint = endpoint_text(setup, service, proxy);
        out.push_back({GuardKind::proxy, "smtpd_proxy_filter", endpoint,
                       is_listener_of_ours(policy, endpoint), ""});
    }
    // smtpd speaks to its milters itself; for other mail cleanup does, with its own settings.
    const auto& speaker = smtpd ? service : cleanup_of(setup, service);
    const auto* const name = smtpd ? "smtpd_milters" : "non_smtpd_milters";
    for (const auto& use : milters_of(setup, speaker, name)) {
        const auto action = use.default_action.empty()
                                ? setup.value(speaker, "milter_default_action")
                                : use.default_action;
        out.push_back({GuardKind::milter, name, use.endpoint,
                       is_milter_of_ours(policy, use.endpoint), action});
    }
    if (const auto filter = setup.value(service, "content_filter"); !filter.empty())
        out.push_back(filter_guard(setup, service, policy, filter));
    return out;
}

std::optional<HostPort> next_hop_address(const policy::Service& policy) {
    if (!policy.next_hop) return std::nullopt;
    std::string_view url = policy.next_hop->url;
    const bool smtps = url.starts_with("smtps://");
    if (!smtps && !url.starts_with("smtp://")) return std::nullopt;
    url.remove_prefix(smtps ? 8 : 7);
    const bool has_port = url.find(':', url.starts_with('[') ? url.find(']') : 0) != url.npos;
    if (!has_port)
        return HostPort{host_and_port(fmt::format("{}:0", url)).host, smtps ? "465" : "25"};
    return host_and_port(url);
}

bool is_reentry(const PostfixSetup& setup, const PostfixService& service,
                const policy::Service& policy) {
    if (service.program != "smtpd" || service.type != "inet") return false;
    const auto hop = next_hop_address(policy);
    const auto at = listens_at(setup, service);
    if (!hop || hop->port != at.port) return false;
    if (is_loopback_host(hop->host)) return true;
    return std::ranges::find(at.addresses, hop->host) != at.addresses.end();
}

std::string guard_advice(const policy::Service& policy) {
    const auto proxy =
        std::ranges::find(policy.listeners, policy::ListenerRole::proxy, &policy::Listener::role);
    if (proxy != policy.listeners.end() && !proxy->listen.starts_with("systemd:"))
        return fmt::format("smtpd_proxy_filter={}", proxy->listen);
    if (!policy.milter.listen.empty()) {
        const auto at = policy.milter.listen;
        return fmt::format("smtpd_milters={}{}", at.starts_with("unix:") ? "" : "inet:", at);
    }
    return "smtpd_proxy_filter=ADDRESS:PORT of a listener with `role: proxy` in the policy";
}

std::vector<Network> house_networks(const policy::Service& policy) {
    auto out = policy.networks;
    for (const auto& listener : policy.listeners)
        out.insert(out.end(), listener.networks.begin(), listener.networks.end());
    return out;
}

DoctorQuestions doctor_questions(const PostfixSetup* setup, const policy::Service& service) {
    DoctorQuestions out;
    for (const auto& listener : service.listeners) add_missing(out.files, listener.users);
    out.next_hop = next_hop_address(service);
    if (setup == nullptr) return out;
    for (const auto& one : setup->services) {
        if (one.program == "smtpd" || one.program == "pickup" || one.program == "qmqpd")
            ask_about_service(*setup, one, service, out);
    }
    return out;
}

Diagnosis diagnose(const PostfixSetup* setup, const policy::Service& service,
                   const DoctorFacts& facts) {
    Diagnosis out;
    if (setup != nullptr) {
        const DoctorRound round{*setup, service, facts, out};
        judge_local_mail(round);
        judge_listeners(round);
        judge_guards(round);
        judge_reentry(round);
    }
    judge_next_hop(service, facts, out);
    judge_policy(service, facts, out);
    return out;
}

}  // namespace sendguard::gate

// `service:`: what the mail gates need to know beside the rules.
#include <fmt/format.h>

#include <array>

#include "base/time.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 17> kKeys = {
    "listeners", "next_hop", "networks", "tls",   "hostname", "mode",
    "line_ends", "on_hold",  "limits",   "texts", "spool",    "milter",
    "metrics",   "control",  "store",    "http",  "history"};
constexpr std::array<std::string_view, 2> kTlsKeys = {"certificate", "key"};
constexpr std::array<std::string_view, 2> kModes = {"enforce", "observe"};
constexpr std::array<std::string_view, 2> kLineEnds = {"refuse", "normalize"};
constexpr std::array<std::string_view, 2> kOnHold = {"keep", "refuse"};
constexpr std::array<std::string_view, 13> kLimitKeys = {
    "message_size", "recipients", "sessions", "sessions_per_client", "hops",      "errors", "line",
    "memory",       "spool_over", "idle",     "slow_grace",          "slow_rate", "check"};
constexpr std::array<std::string_view, 4> kTextKeys = {"finding", "missing", "refused",
                                                       "could_not_check"};
constexpr std::array<std::string_view, 5> kMilterKeys = {"listen", "socket_mode", "quarantine",
                                                         "control", "mode"};
constexpr std::array<std::string_view, 6> kPlaceholders = {"rule", "message",   "place",
                                                           "help", "approvers", "signed"};
constexpr std::uint32_t kMost = 1'000'000;

void load_size(Loading& loading, const Fields& fields, std::string_view key, std::uint64_t least,
               std::uint64_t most, std::uint64_t& out) {
    const auto node = fields.get(key);
    if (!node) return;
    const auto size = node->is_scalar() ? parse_size(node->value()) : std::nullopt;
    if (!size || *size < least || *size > most) {
        loading.walk.fault(*node, fmt::format("{} must be a size such as 500kB or 10MB, from {} to "
                                              "{} bytes",
                                              in_quotes(key), least, most));
        return;
    }
    out = *size;
}

void load_number(Loading& loading, const Fields& fields, std::string_view key, std::uint32_t& out) {
    if (const auto node = fields.get(key))
        out = loading.walk.number(*node, in_quotes(key), 1, kMost).value_or(out);
}

void load_limits(Loading& loading, Node node, ServiceLimits& out) {
    const auto fields = loading.walk.map(node, "\"limits\"", kLimitKeys);
    if (!fields) return;
    load_size(loading, *fields, "message_size", 64u << 10, kMaxMessageBytes, out.message_bytes);
    load_size(loading, *fields, "line", 1000, kMaxMessageBytes, out.line_bytes);
    load_size(loading, *fields, "memory", 1u << 20, std::uint64_t{1} << 40, out.memory_bytes);
    load_size(loading, *fields, "spool_over", 64u << 10, kMaxMessageBytes, out.spool_over);
    load_number(loading, *fields, "recipients", out.recipients);
    load_number(loading, *fields, "sessions", out.sessions);
    load_number(loading, *fields, "sessions_per_client", out.sessions_per_client);
    load_number(loading, *fields, "hops", out.hops);
    load_number(loading, *fields, "errors", out.errors);
    load_number(loading, *fields, "slow_rate", out.slow_rate);
    load_length(loading, *fields, "idle", out.idle);
    load_length(loading, *fields, "slow_grace", out.slow_grace);
    load_length(loading, *fields, "check", out.check);
}

/// A text of the house; every {word} in it must be one that is filled in.
std::string load_refusal_text(Loading& loading, const Fields& fields, std::string_view key) {
    auto text = load_prose(loading, fields, key, true);
    for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        const auto close = text.find('}', at);
        const auto word = std::string_view(text).substr(at + 1, close - at - 1);
        bool known = false;
        for (const auto one : kPlaceholders) known = known || (word == one);
        if (known && close != std::string::npos) continue;
        loading.walk.fault(*fields.get(key),
                           fmt::format("{} has a place for {}; known are {{rule}}, {{message}}, "
                                       "{{place}}, {{help}}, {{approvers}}, {{signed}}",
                                       in_quotes(key), in_quotes(word)));
        break;
    }
    return text;
}

void load_texts(Loading& loading, Node node, RefusalTexts& out) {
    const auto fields = loading.walk.map(node, "\"texts\"", kTextKeys);
    if (!fields) return;
    out.finding = load_refusal_text(loading, *fields, "finding");
    out.missing = load_refusal_text(loading, *fields, "missing");
    out.refused = load_refusal_text(loading, *fields, "refused");
    out.could_not_check = load_refusal_text(loading, *fields, "could_not_check");
}

void load_milter(Loading& loading, const SourceFile& file, Node node, MilterSettings& out) {
    const auto fields = loading.walk.map(node, "\"milter\"", kMilterKeys);
    if (!fields) return;
    if (const auto listen = fields->get("listen"))
        out.listen = load_endpoint(loading, file, *listen, "\"listen\"");
    load_socket_mode(loading, *fields, out.socket_mode);
    if (const auto yes = fields->get("quarantine"))
        out.quarantine = loading.walk.truth(*yes, "\"quarantine\"").value_or(false);
    out.control = load_path(loading, file, *fields, "control");
    out.mode = load_mode(loading, *fields);
}

}  // namespace

std::string load_path(Loading& loading, const SourceFile& file, const Fields& fields,
                      std::string_view key) {
    const auto node = fields.get(key);
    const auto path = node ? loading.walk.text(*node, in_quotes(key)) : std::nullopt;
    return path ? beside(file, *path).string() : "";
}

std::string load_word(Loading& loading, const Fields& fields, std::string_view key, Words words,
                      std::string_view otherwise) {
    const auto node = fields.get(key);
    const auto index = node ? loading.walk.word(*node, in_quotes(key), words) : std::nullopt;
    return std::string(index ? words[*index] : otherwise);
}

void load_length(Loading& loading, const Fields& fields, std::string_view key,
                 std::chrono::seconds& out) {
    const auto node = fields.get(key);
    if (!node) return;
    const auto length = parse_duration(node->is_scalar() ? node->value() : "");
    if (length && length.value().count() > 0) {
        out = length.value();
    } else {
        loading.walk.fault(*node,
                           fmt::format("{} must be a length of time such as 60s", in_quotes(key)));
    }
}

std::vector<Network> load_networks(Loading& loading, const Fields& fields, std::string_view key) {
    std::vector<Network> out;
    const auto node = fields.get(key);
    if (!node) return out;
    for (const auto& [text, item] : loading.walk.texts(*node, in_quotes(key))) {
        if (const auto network = parse_network(text)) {
            out.push_back(*network);
        } else {
            loading.walk.fault(item, fmt::format("{} is no network such as 192.0.2.0/24 or "
                                                 "2001:db8::/32 (no bits may follow the prefix)",
                                                 in_quotes(text)));
        }
    }
    return out;
}

std::optional<Mode> load_mode(Loading& loading, const Fields& fields) {
    const auto node = fields.get("mode");
    const auto index = node ? loading.walk.word(*node, "\"mode\"", kModes) : std::nullopt;
    return index ? std::optional(static_cast<Mode>(*index)) : std::nullopt;
}

void load_service(Loading& loading, const SourceFile& file, Node node) {
    auto& service = loading.policy.service;
    const auto fields = loading.walk.map(node, "\"service\"", kKeys);
    if (!fields) return;
    if (const auto hop = fields->get("next_hop")) load_next_hop(loading, file, *hop);
    service.networks = load_networks(loading, *fields, "networks");
    if (const auto tls = fields->get("tls")) {
        if (const auto files = loading.walk.map(*tls, "\"tls\"", kTlsKeys, kTlsKeys)) {
            service.certificate = load_path(loading, file, *files, "certificate");
            service.private_key = load_path(loading, file, *files, "key");
        }
    }
    service.hostname = load_prose(loading, *fields, "hostname", true);
    if (const auto name = fields->get("hostname");
        name && !service.hostname.empty() && !canonical_domain(service.hostname))
        loading.walk.fault(*name, "\"hostname\" must be a host name");
    service.mode = load_mode(loading, *fields).value_or(Mode::enforce);
    service.normalize_line_ends =
        load_word(loading, *fields, "line_ends", kLineEnds, "refuse") == "normalize";
    if (const auto store = fields->get("store")) load_store(loading, file, *store);
    if (const auto history = fields->get("history")) load_history(loading, file, *history);
    service.refuse_holds = load_word(loading, *fields, "on_hold", kOnHold, "keep") == "refuse";
    if (const auto on_hold = fields->get("on_hold");
        on_hold && !service.refuse_holds && service.store.url.empty())
        loading.walk.fault(*on_hold, "\"on_hold: keep\" needs a \"store\" to keep drafts in");
    if (const auto limits = fields->get("limits")) load_limits(loading, *limits, service.limits);
    if (const auto texts = fields->get("texts")) load_texts(loading, *texts, service.texts);
    if (const auto milter = fields->get("milter"))
        load_milter(loading, file, *milter, service.milter);
    service.spool = load_path(loading, file, *fields, "spool");
    service.control = load_path(loading, file, *fields, "control");
    if (const auto metrics = fields->get("metrics"))
        service.metrics = load_endpoint(loading, file, *metrics, "\"metrics\"");
    if (const auto http = fields->get("http")) load_http(loading, file, *http);
    if (const auto listeners = fields->get("listeners")) {
        for (Node item : loading.walk.list(*listeners, "\"listeners\"")) {
            load_listener(loading, file, item);
        }
    }
}

}  // namespace sendguard::policy

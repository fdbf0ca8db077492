// `store:` of a service: where held drafts are kept, and how they wait.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/loading.h"
#include "signoff/values.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 12> kKeys = {
    "url",           "key_file", "undo",        "expire",      "keep", "lease",
    "preconditions", "remind",   "escalate_to", "break_glass", "from", "page"};
constexpr std::array<std::string_view, 3> kHistoryKeys = {"store", "key_file", "keep"};
constexpr std::array<std::string_view, 3> kGlassKeys = {"group", "count", "tell"};
constexpr std::array<std::string_view, 1> kGlassNeeded = {"group"};
constexpr std::uint32_t kMostGlass = 20;
constexpr std::array<std::string_view, 1> kNeeded = {"url"};
constexpr std::array<std::string_view, 2> kPreconditionKeys = {"name", "role"};
constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kPostgresql = "postgresql://";

HoldPrecondition load_precondition(Loading& loading, Node node) {
    HoldPrecondition out;
    const auto fields =
        loading.walk.map(node, "a precondition", kPreconditionKeys, kPreconditionKeys);
    if (!fields) return out;
    out.name = load_prose(loading, *fields, "name", true);
    out.role = load_prose(loading, *fields, "role", true);
    return out;
}

std::vector<std::string> load_addresses(Loading& loading, const Fields& fields,
                                        std::string_view key) {
    std::vector<std::string> out;
    const auto list = fields.get(key);
    if (!list) return out;
    for (auto& [address, node] : loading.walk.texts(*list, "an address")) {
        if (!signoff::is_plain_address(address))
            loading.walk.fault(node, fmt::format("{} is a list of addresses", in_quotes(key)));
        out.push_back(std::move(address));
    }
    return out;
}

void load_break_glass(Loading& loading, const SourceFile& file, Node node, BreakGlass& out) {
    const auto fields = loading.walk.map(node, "\"break_glass\"", kGlassKeys, kGlassNeeded);
    if (!fields) return;
    if (const auto group = fields->get("group")) {
        const auto name = loading.walk.text(*group, "the group that may break the glass");
        if (name && group_named(loading, file, *group, *name)) out.group = *name;
    }
    if (const auto count = fields->get("count"))
        out.count = loading.walk.number(*count, "\"count\"", 2, kMostGlass).value_or(2);
    out.tell = load_addresses(loading, *fields, "tell");
}

}  // namespace

std::string load_store_url(Loading& loading, const SourceFile& file, Node node) {
    const auto url = loading.walk.text(node, "\"url\"");
    if (!url) return {};
    if (url->starts_with(kPostgresql)) return *url;
    const auto path = url->starts_with(kSqlite) ? url->substr(kSqlite.size()) : std::string();
    if (!path.empty()) return std::string(kSqlite) + beside(file, path).string();
    loading.walk.fault(node,
                       "\"url\" of a store is \"sqlite:PATH\" or \"postgresql://HOST/DATABASE\"");
    return {};
}

void load_store(Loading& loading, const SourceFile& file, Node node) {
    auto& store = loading.policy.service.store;
    if (node.is_scalar()) {  // the short form
        store.url = load_store_url(loading, file, node);
        return;
    }
    const auto fields = loading.walk.map(node, "\"store\"", kKeys, kNeeded);
    if (!fields) return;
    if (const auto url = fields->get("url")) store.url = load_store_url(loading, file, *url);
    store.key_file = load_path(loading, file, *fields, "key_file");
    load_length(loading, *fields, "undo", store.undo);
    load_length(loading, *fields, "expire", store.expire);
    load_length(loading, *fields, "keep", store.keep);
    load_length(loading, *fields, "remind", store.remind);
    store.escalate_to = load_addresses(loading, *fields, "escalate_to");
    if (const auto glass = fields->get("break_glass"))
        load_break_glass(loading, file, *glass, store.break_glass);
    load_length(loading, *fields, "lease", store.lease);
    store.from = load_prose(loading, *fields, "from", true);
    if (const auto from = fields->get("from"); from && !signoff::is_plain_address(store.from))
        loading.walk.fault(*from, "\"from\" is the address that notices come from");
    store.page = load_prose(loading, *fields, "page", true);
    if (const auto page = fields->get("page");
        page && !store.page.starts_with("http://") && !store.page.starts_with("https://"))
        loading.walk.fault(*page, "\"page\" is a URL such as https://guard.example.org");
    if (const auto list = fields->get("preconditions"))
        for (Node item : loading.walk.list(*list, "\"preconditions\""))
            store.preconditions.push_back(load_precondition(loading, item));
}

void load_history(Loading& loading, const SourceFile& file, Node node) {
    auto& service = loading.policy.service;
    auto& history = service.history;
    if (node.is_scalar()) {  // the short form
        if (!loading.walk.truth(node, "\"history\"").value_or(false)) return;
        history.url = service.store.url;
        history.key_file = service.store.key_file;
    } else {
        const auto fields = loading.walk.map(node, "\"history\"", kHistoryKeys);
        if (!fields) return;
        load_length(loading, *fields, "keep", history.keep);
        history.url = service.store.url;
        history.key_file = service.store.key_file;
        if (const auto url = fields->get("store")) {
            history.url = load_store_url(loading, file, *url);
            history.key_file = load_path(loading, file, *fields, "key_file");
        } else if (const auto key = fields->get("key_file")) {
            loading.walk.fault(*key, "\"key_file\" goes with a \"store\" of its own");
        }
    }
    if (history.url.empty())
        loading.walk.fault(node,
                           "\"history\" needs a database: \"history: {store: "
                           "\\\"sqlite:history.db\\\"}\", or \"store\" beside it");
}

void check_waits(Loading& loading) {
    for (const auto& node : loading.rates)
        if (loading.policy.service.store.url.empty())
            loading.walk.fault(node, "\"rate\" needs \"service: {store: ...}\", which counts");
    for (const auto& [node, name] : loading.waits) {
        const auto& known = loading.policy.service.store.preconditions;
        if (name == kWaitForEmbargo ||
            std::ranges::find(known, name, &HoldPrecondition::name) != known.end())
            continue;
        loading.walk.fault(node, fmt::format("there is no precondition {}: define it under "
                                             "\"service: {{store: {{preconditions: ...}}}}\"",
                                             in_quotes(name)));
    }
}

}  // namespace sendguard::policy

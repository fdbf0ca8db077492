// `recipients` and `sender`: lists of groups and patterns, and how they must meet the addresses.
#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 7> kKeys = {
    "any", "all", "none", "in", "more_than", "together", "exposed_more_than"};
constexpr std::array<std::string_view, 3> kQuantifiers = {"any", "all", "none"};
constexpr std::array<std::string_view, 7> kSenderKeys = {"any",  "all",      "none",  "user",
                                                         "kind", "listener", "client"};
constexpr std::array<std::string_view, 4> kKinds = {"unknown", "person", "program", "agent"};
constexpr std::array<std::string_view, 4> kRoles = {"to", "cc", "bcc", "envelope"};

std::optional<AddressMatcher> load_matcher(Loading& loading, const SourceFile& file, Node node) {
    const auto text = loading.walk.text(node, "an address, a pattern or a group");
    if (!text) return std::nullopt;
    AddressMatcher out;
    if (*text == "internal" || *text == "external") {
        out.kind =
            *text == "internal" ? AddressMatcher::Kind::internal : AddressMatcher::Kind::external;
        return out;
    }
    if (text->find('@') == std::string::npos) {
        const auto group = group_named(loading, file, node, *text);
        if (!group) return std::nullopt;
        out.group = *group;
        return out;
    }
    auto glob = canonical_glob(*text);
    if (!glob) {
        loading.walk.fault(node,
                           fmt::format("{} is no address or address pattern", in_quotes(*text)));
        return std::nullopt;
    }
    out.kind = AddressMatcher::Kind::glob;
    out.glob = glob->starts_with('@') ? "*" + *glob : std::move(*glob);
    return out;
}

std::vector<AddressMatcher> load_matchers(Loading& loading, const SourceFile& file, Node node,
                                          std::string_view what) {
    std::vector<AddressMatcher> out;
    for (Node item : loading.walk.list(node, what)) {
        if (auto matcher = load_matcher(loading, file, item)) out.push_back(std::move(*matcher));
    }
    return out;
}

std::vector<AddressTest> load_tests(Loading& loading, const SourceFile& file,
                                    const Fields& fields) {
    std::vector<AddressTest> out;
    for (std::size_t i = 0; i < kQuantifiers.size(); ++i) {
        const auto node = fields.get(kQuantifiers[i]);
        if (!node) continue;
        out.push_back({static_cast<AddressTest::Quantifier>(i),
                       load_matchers(loading, file, *node, kQuantifiers[i])});
    }
    return out;
}

}  // namespace

Condition load_recipients(Loading& loading, const SourceFile& file, Node node) {
    RecipientsCondition out;
    const auto fields = loading.walk.map(node, "\"recipients\"", kKeys);
    if (!fields) return condition_at(node, out);
    out.tests = load_tests(loading, file, *fields);
    if (const auto in = fields->get("in")) {
        for (Node item : loading.walk.list(*in, "\"in\"")) {
            if (const auto role = loading.walk.word(item, "\"in\"", kRoles)) out.in.set(*role);
        }
    }
    const auto most = static_cast<std::uint32_t>(kMaxRecipients);
    if (const auto more = fields->get("more_than"))
        out.more_than = loading.walk.number(*more, "\"more_than\"", 0, most);
    if (const auto together = fields->get("together")) {
        out.together = load_matchers(loading, file, *together, "\"together\"");
        if (!together->is_list() || together->count() < 2)
            loading.walk.fault(*together, "\"together\" needs a list of at least two");
    }
    if (const auto exposed = fields->get("exposed_more_than"))
        out.exposed_more_than = loading.walk.number(*exposed, "\"exposed_more_than\"", 0, most);
    if (out.tests.empty() && !fields->has("more_than") && !fields->has("together") &&
        !fields->has("exposed_more_than"))
        loading.walk.fault(
            node, "\"recipients\" needs any, all, none, more_than, together or exposed_more_than");
    return condition_at(node, std::move(out));
}

Condition load_sender(Loading& loading, const SourceFile& file, Node node) {
    SenderCondition out;
    const auto fields = loading.walk.map(node, "\"sender\"", kSenderKeys);
    if (!fields) return condition_at(node, std::move(out));
    out.tests = load_tests(loading, file, *fields);
    const auto globs = [&](std::string_view key, std::vector<std::string>& list) {
        const auto at = fields->get(key);
        if (!at) return;
        for (auto& [text, item] : loading.walk.texts(*at, in_quotes(key)))
            list.push_back(std::move(text));
    };
    globs("user", out.users);
    globs("listener", out.listeners);
    out.clients = load_networks(loading, *fields, "client");
    if (const auto kind = fields->get("kind")) {
        for (Node item : loading.walk.list(*kind, "\"kind\"")) {
            if (const auto word = loading.walk.word(item, "\"kind\"", kKinds)) out.kinds.set(*word);
        }
    }
    if (fields->map().count() == 0)
        loading.walk.fault(node, "\"sender\" needs any, all, none, user, kind, listener or client");
    return condition_at(node, std::move(out));
}

}  // namespace sendguard::policy

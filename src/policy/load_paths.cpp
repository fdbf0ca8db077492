// `paths`: what holds for files of certain paths, and which of it is a weakening.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 4> kKeys = {"match", "packs", "without", "adjust"};
constexpr std::array<std::string_view, 1> kRequired = {"match"};
constexpr std::size_t kMaxScopes = 1000;

/// Whether it can match a path from the repository's root on.
bool is_path_glob(std::string_view glob) {
    const auto names = split(glob, '/');
    return std::ranges::all_of(names, [](std::string_view name) {
        const bool stars = name.find("**") == std::string_view::npos || name == "**";
        return !name.empty() && name != "." && name != ".." && stars;
    });
}

std::vector<std::string> load_match(Loading& loading, Node node) {
    std::vector<std::string> globs;
    for (auto& [glob, item] : loading.walk.texts(node, "\"match\"")) {
        if (!is_path_glob(glob))
            loading.walk.fault(item,
                               fmt::format("{} is no path from the repository's root on, such as "
                                           "news/*.md or docs/** (all below docs)",
                                           in_quotes(glob)));
        globs.push_back(std::move(glob));
    }
    if (globs.empty()) loading.walk.fault(node, "\"match\" must name a path");
    return globs;
}

/// Calls use(index) for every rule of the pack; whether it has any.
template <class Use>
bool each_rule_of(const Policy& policy, std::string_view pack, Use use) {
    bool any = false;
    for (std::uint32_t i = 0; i < policy.rules.size(); ++i) {
        const std::string_view id = policy.rules[i].id;
        if (id.substr(0, id.find('/')) != pack) continue;
        any = true;
        use(i);
    }
    return any;
}

void load_without(Loading& loading, Node node, std::string_view match, PathScope& out) {
    for (const auto& [pack, item] : loading.walk.texts(node, "\"without\"")) {
        if (pack == kStructurePack) {
            loading.walk.fault(item,
                               "what cannot be read must not pass: the pack structure holds "
                               "everywhere");
            continue;
        }
        const bool known = each_rule_of(loading.policy, pack,
                                        [&](std::uint32_t rule) { out.off.push_back(rule); });
        if (!known) {
            loading.walk.fault(item, fmt::format("there is no pack {} here; one rule is switched "
                                                 "off under \"adjust\"",
                                                 in_quotes(pack)));
            continue;
        }
        loading.policy.weakenings.push_back(
            {pack + "/*", fmt::format("off in {}", match), item.where()});
    }
}

void adjust_one(Loading& loading, const SourceFile& file, Node key, Node node,
                std::string_view match, PathScope& out) {
    const Rule* const known = adjusted_rule(loading, key);
    if (known == nullptr) return;
    const auto index = static_cast<std::uint32_t>(known - loading.policy.rules.data());
    auto& weakenings = loading.policy.weakenings;
    if (node.is_scalar() && node.value() == "off") {
        out.off.push_back(index);
        weakenings.push_back(
            {known->id, fmt::format("action {} -> off in {}", action_name(known->action), match),
             key.where()});
        return;
    }
    Rule changed = *known;
    const auto before = weakenings.size();
    adjust_rule(loading, file, key, node, changed);
    for (auto i = before; i < weakenings.size(); ++i)
        weakenings[i].change += fmt::format(" in {}", match);
    out.changed.emplace_back(index, std::move(changed));
}

void load_scope(Loading& loading, const SourceFile& file, Node node) {
    const auto fields = loading.walk.map(node, "an item of \"paths\"", kKeys, kRequired);
    if (!fields) return;
    PathScope scope;
    scope.where = node.where();
    if (const auto match = fields->get("match")) scope.match = load_match(loading, *match);
    const auto match = fmt::format("{}", fmt::join(scope.match, ", "));
    if (const auto packs = fields->get("packs")) {
        for (const auto& [pack, item] : loading.walk.texts(*packs, "a pack"))
            each_rule_of(loading.policy, pack,
                         [&](std::uint32_t rule) { scope.on.push_back(rule); });
    }
    if (const auto without = fields->get("without")) load_without(loading, *without, match, scope);
    const auto adjust = fields->get("adjust");
    if (adjust && !adjust->is_map())
        loading.walk.fault(*adjust, "\"adjust\" must be a map from a rule's id to its changes");
    if (adjust && adjust->is_map()) {
        for (const auto& [key, value] : Walker::entries(*adjust)) {
            if (key.is_scalar()) adjust_one(loading, file, key, value, match, scope);
        }
    }
    if (node.count() < 2)
        loading.walk.fault(node, "nothing is said of these paths: packs, without or adjust");
    loading.policy.paths.push_back(std::move(scope));
}

}  // namespace

std::vector<std::pair<std::string, Node>> packs_of_paths(const SourceFile& file) {
    std::vector<std::pair<std::string, Node>> out;
    const auto paths = file.top && file.pack.empty() ? file.top->get("paths") : std::nullopt;
    if (!paths || !paths->is_list()) return out;
    for (Node item : paths->items()) {
        const auto packs = item.is_map() ? Fields(item).get("packs") : std::nullopt;
        if (!packs) continue;
        if (packs->is_scalar()) out.emplace_back(packs->value(), *packs);
        if (!packs->is_list()) continue;
        for (Node pack : packs->items()) {
            if (pack.is_scalar()) out.emplace_back(pack.value(), pack);
        }
    }
    return out;
}

void load_paths(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_list()) {
        loading.walk.fault(node, "\"paths\" must be a list");
        return;
    }
    for (Node item : node.items()) {
        if (loading.policy.paths.size() >= kMaxScopes) {
            loading.walk.fault(item, fmt::format("more than {} items", kMaxScopes));
            return;
        }
        load_scope(loading, file, item);
    }
}

}  // namespace sendguard::policy

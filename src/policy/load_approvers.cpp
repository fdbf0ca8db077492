// `approvers` of a rule: one group, or stages of several, and how many people of each.
#include <fmt/format.h>

#include <array>

#include "base/time.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 6> kKeys = {"group",    "count", "not",
                                                   "strength", "term",  "deputies"};
constexpr std::array<std::string_view, 1> kGroup = {"group"};
constexpr std::array<std::string_view, 2> kStrengths = {"stated", "signed"};
constexpr std::array<std::string_view, 1> kAuthor = {"author"};
constexpr std::uint32_t kMostApprovers = 100;
constexpr std::size_t kMostStages = 10;

// A house's rule that asks for more people than its group has could never be cleared.
void check_count(Loading& loading, Node node, const Approvers& approvers) {
    const auto found = loading.policy.group_by_name.find(approvers.group);
    if (found == loading.policy.group_by_name.end() || !approvers.deputies.empty()) return;
    const auto& group = loading.policy.groups[found->second];
    const auto members = group.addresses.size();
    if (members == 0 || !group.domains.empty() || !group.globs.empty() ||
        approvers.count <= members)
        return;
    loading.walk.fault(node, fmt::format("{} people are asked for, and the group {} has only {}",
                                         approvers.count, in_quotes(group.name), members));
}

void load_group_name(Loading& loading, const SourceFile& file, Node node, std::string_view what,
                     std::string& out) {
    const auto name = loading.walk.text(node, what);
    if (name && group_named(loading, file, node, *name)) out = *name;
}

void load_term(Loading& loading, Node node, Approvers& out) {
    const auto length = parse_duration(node.is_scalar() ? node.value() : "");
    if (length && length.value().count() > 0) {
        out.term = length.value();
    } else {
        loading.walk.fault(node, "\"term\" must be a length of time such as 30d or 12h");
    }
}

Approvers load_stage(Loading& loading, const SourceFile& file, Node node) {
    Approvers out;
    if (!node.is_map()) {
        if (node.is_scalar() && node.value() == "sender") {
            out.sender = true;
        } else {
            load_group_name(loading, file, node, "the approvers' group", out.group);
        }
        return out;
    }
    const auto fields = loading.walk.map(node, "\"approvers\"", kKeys, kGroup);
    if (const auto group = fields->get("group"))
        load_group_name(loading, file, *group, "the approvers' group", out.group);
    if (const auto deputies = fields->get("deputies"))
        load_group_name(loading, file, *deputies, "the deputies' group", out.deputies);
    if (const auto count = fields->get("count")) {
        out.count = loading.walk.number(*count, "\"count\"", 1, kMostApprovers).value_or(1);
        if (!file.shipped) check_count(loading, *count, out);
    }
    if (const auto strength = fields->get("strength"))
        out.strength = static_cast<Strength>(
            loading.walk.word(*strength, "\"strength\"", kStrengths).value_or(1));
    if (const auto excluded = fields->get("not")) {
        for (Node item : loading.walk.list(*excluded, "\"not\""))
            out.not_author = loading.walk.word(item, "\"not\"", kAuthor).has_value();
    }
    if (const auto term = fields->get("term")) load_term(loading, *term, out);
    return out;
}

}  // namespace

std::optional<Approvers> load_approvers(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_list()) return load_stage(loading, file, node);
    std::vector<Approvers> stages;
    for (Node item : loading.walk.list(node, "\"approvers\""))
        stages.push_back(load_stage(loading, file, item));
    if (stages.empty() || stages.size() > kMostStages) {
        loading.walk.fault(
            node,
            fmt::format("\"approvers\" is a group, or a list of 1 to {} stages", kMostStages));
        return std::nullopt;
    }
    auto last = std::move(stages.back());
    stages.pop_back();
    last.before = std::move(stages);
    return last;
}

}  // namespace sendguard::policy

// `adjust`: the house's changes to rules by id, and which of them are weakenings.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 7> kKeys = {"action",  "mode", "approvers", "allow",
                                                   "message", "why",  "help"};

std::string approvers_words(const std::optional<Approvers>& approvers) {
    if (!approvers) return "none";
    if (approvers->sender) return "sender";
    std::string out;
    for (const auto& stage : approvers->before) out += approvers_words(stage) + ", then ";
    out += fmt::format("{} of {}{}{}, {}", approvers->count, approvers->group,
                       approvers->deputies.empty() ? "" : " or ", approvers->deputies,
                       strength_name(approvers->strength));
    if (approvers->not_author) out += ", not the author";
    if (approvers->term.count() > 0) out += fmt::format(", for {} s", approvers->term.count());
    return out;
}

// Another group is called easier, too: nobody can tell that it is not.
bool easier(const std::optional<Approvers>& before, const std::optional<Approvers>& after) {
    if (!after) return false;
    if (!before) return true;
    if (before->sender) return false;
    const bool longer =
        before->term.count() > 0 && (after->term.count() == 0 || after->term > before->term);
    if (after->before.size() < before->before.size()) return true;
    for (std::size_t i = 0; i < before->before.size(); ++i)
        if (easier(before->before[i], after->before[i])) return true;
    return after->sender || after->deputies != before->deputies || after->group != before->group ||
           after->count < before->count || after->strength < before->strength ||
           (before->not_author && !after->not_author) || longer;
}

void weaken(Loading& loading, Node where, const Rule& rule, std::string change) {
    loading.policy.weakenings.push_back({rule.id, std::move(change), where.where()});
}

}  // namespace

void adjust_rule(Loading& loading, const SourceFile& file, Node key, Node node, Rule& rule) {
    const auto fields =
        loading.walk.map(node, fmt::format("an adjustment (or the word off)"), kKeys);
    if (!fields) return;
    const Action before = rule.action;
    const auto old = rule.approvers;
    const Mode mode_before = rule.mode;
    if (const auto action = fields->get("action"))
        rule.action = load_action(loading, *action).value_or(rule.action);
    if (const auto approvers = fields->get("approvers")) {
        rule.approvers = load_approvers(loading, file, *approvers);
        if (rule.action != Action::hold)
            loading.walk.fault(
                *approvers, fmt::format("only a hold takes approvers, and the action of {} is {}",
                                        rule.id, action_name(rule.action)));
    }
    if (rule.action != Action::hold) {
        rule.approvers.reset();
        rule.wait_for.clear();
        rule.undo = {};
    }
    rule.never_allowed = load_allow(loading, *fields) || rule.never_allowed;
    rule.mode = load_mode(loading, *fields).value_or(rule.mode);
    if (fields->has("message")) rule.message = load_prose(loading, *fields, "message", true);
    if (fields->has("why")) rule.why = load_prose(loading, *fields, "why", false);
    if (fields->has("help")) rule.help = load_prose(loading, *fields, "help", false);
    if (mode_before == Mode::enforce && rule.mode == Mode::observe)
        weaken(loading, key, rule, "mode enforce -> observe");
    if (rule.action < before) {
        weaken(loading, key, rule,
               fmt::format("action {} -> {}", action_name(before), action_name(rule.action)));
    } else if (before == Action::hold && rule.action == Action::hold &&
               easier(old, rule.approvers)) {
        weaken(loading, key, rule,
               fmt::format("approvers {} -> {}", approvers_words(old),
                           approvers_words(rule.approvers)));
    }
}

Rule* adjusted_rule(Loading& loading, Node key) {
    auto& rules = loading.policy.rules;
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& candidate) {
        return candidate.id == key.value();
    });
    if (rule != rules.end()) return &*rule;
    std::vector<std::string_view> ids;
    for (const auto& known : rules) ids.emplace_back(known.id);
    loading.walk.fault(key,
                       fmt::format("there is no rule {} to adjust{}; is its pack under \"packs\"?",
                                   in_quotes(key.value()), hint(key.value(), ids)));
    return nullptr;
}

namespace {

void adjust_one(Loading& loading, const SourceFile& file, Node key, Node node) {
    Rule* const rule = adjusted_rule(loading, key);
    if (rule == nullptr) return;
    if (node.is_scalar() && node.value() == "off") {
        auto& rules = loading.policy.rules;
        weaken(loading, key, *rule, fmt::format("action {} -> off", action_name(rule->action)));
        rules.erase(rules.begin() + (rule - rules.data()));
    } else {
        adjust_rule(loading, file, key, node, *rule);
    }
}

}  // namespace

void load_adjust(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_map()) {
        loading.walk.fault(node, "\"adjust\" must be a map from a rule's id to its changes");
        return;
    }
    for (const auto& [key, value] : Walker::entries(node)) {
        if (key.is_scalar()) adjust_one(loading, file, key, value);
    }
}

}  // namespace sendguard::policy

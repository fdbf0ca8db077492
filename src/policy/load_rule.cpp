// `rules`: one rule from its map, and the parts of it that `adjust` shares.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 13> kRuleKeys = {
    "id",    "message",  "why",  "help", "action",   "mode", "approvers",
    "allow", "wait_for", "undo", "when", "examples", "since"};
constexpr std::array<std::string_view, 4> kRequired = {"id", "message", "action", "when"};
constexpr std::array<std::string_view, 6> kPackRequired = {"id",   "message", "action",
                                                           "when", "why",     "examples"};
constexpr std::array<std::string_view, 4> kActions = {"note", "warn", "hold", "block"};
constexpr std::array<std::string_view, 1> kNever = {"never"};

std::string load_id(Loading& loading, const SourceFile& file, Node node) {
    const auto id = loading.walk.text(node, "a rule's id");
    if (!id) return "";
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (!std::all_of(id->begin(), id->end(), good)) {
        loading.walk.fault(
            node, fmt::format(
                      "{} is no rule id: a-z, 0-9 and - make one{}", in_quotes(*id),
                      id->find('/') == std::string::npos ? "" : ", and its pack is set before it"));
        return "";
    }
    std::string full = (file.pack.empty() ? "house" : file.pack) + "/" + *id;
    const auto [known, fresh] = loading.rule_places.try_emplace(full, node.where());
    if (!fresh)
        loading.walk.fault(node,
                           fmt::format("the rule {} is defined already, in {}:{}", in_quotes(full),
                                       known->second.file, known->second.line));
    return full;
}

/// What a hold waits for beside sign-offs. Names of preconditions are looked up when all is read.
void load_waits(Loading& loading, const Fields& fields, Rule& rule) {
    const auto waits = fields.get("wait_for"), undo = fields.get("undo");
    if (waits) {
        for (auto& [name, node] : loading.walk.texts(*waits, "what a draft waits for")) {
            loading.waits.emplace_back(node, name);
            rule.wait_for.push_back(std::move(name));
        }
    }
    load_length(loading, fields, "undo", rule.undo);
    if (rule.action == Action::hold) return;
    for (const auto& node : {waits, undo})
        if (node) loading.walk.fault(*node, "only a hold waits, and this rule's action is another");
}

void load_rule(Loading& loading, const SourceFile& file, Node node) {
    const Words keys(kRuleKeys.data(), file.pack.empty() ? kRuleKeys.size() - 1 : kRuleKeys.size());
    const auto fields = loading.walk.map(
        node, "a rule", keys, file.pack.empty() ? Words(kRequired) : Words(kPackRequired));
    if (!fields) return;
    Rule rule;
    rule.where = node.where();
    if (const auto id = fields->get("id")) rule.id = load_id(loading, file, *id);
    rule.message = load_prose(loading, *fields, "message", true);
    rule.why = load_prose(loading, *fields, "why", false);
    rule.help = load_prose(loading, *fields, "help", false);
    rule.since = load_prose(loading, *fields, "since", true);
    if (const auto action = fields->get("action"))
        rule.action = load_action(loading, *action).value_or(Action::block);
    if (const auto approvers = fields->get("approvers")) {
        rule.approvers = load_approvers(loading, file, *approvers);
        if (fields->has("action") && rule.action != Action::hold)
            loading.walk.fault(
                *approvers, fmt::format("only a hold takes approvers, and this rule's action is {}",
                                        action_name(rule.action)));
    }
    load_waits(loading, *fields, rule);
    rule.never_allowed = load_allow(loading, *fields);
    rule.mode = load_mode(loading, *fields).value_or(Mode::enforce);
    if (const auto when = fields->get("when")) rule.when = load_when(loading, file, *when);
    if (const auto examples = fields->get("examples")) load_examples(loading, *examples, rule.id);
    loading.policy.rules.push_back(std::move(rule));
}

}  // namespace

bool load_allow(Loading& loading, const Fields& fields) {
    const auto node = fields.get("allow");
    return node && loading.walk.word(*node, "\"allow\"", kNever).has_value();
}

std::optional<Action> load_action(Loading& loading, Node node) {
    const auto index = loading.walk.word(node, "\"action\"", kActions);
    return index ? std::optional(static_cast<Action>(*index)) : std::nullopt;
}

std::string load_prose(Loading& loading, const Fields& fields, std::string_view key,
                       bool one_line) {
    const auto node = fields.get(key);
    if (!node) return "";
    const auto text = loading.walk.text(*node, in_quotes(key));
    if (!text) return "";
    std::string out(trim(*text));
    if (one_line && out.find('\n') != std::string::npos)
        loading.walk.fault(*node, fmt::format("{} must be one line", in_quotes(key)));
    return out;
}

void load_rules(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_list()) {
        loading.walk.fault(node, "\"rules\" must be a list");
        return;
    }
    for (Node item : node.items()) {
        if (loading.policy.rules.size() >= kMaxRules) {
            loading.walk.fault(item, fmt::format("more than {} rules", kMaxRules));
            return;
        }
        load_rule(loading, file, item);
    }
}

}  // namespace sendguard::policy

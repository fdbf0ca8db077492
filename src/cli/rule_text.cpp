#include "cli/rule_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "cli/ask.h"

namespace sendguard::cli {
namespace {

constexpr std::string_view kKey = "rules:";

std::string quoted_list(const std::vector<std::string>& items) {
    std::vector<std::string> quoted;
    for (const auto& item : items) quoted.push_back(yaml_string(item));
    return fmt::format("[{}]", fmt::join(quoted, ", "));
}

std::string example_yaml(const NewExample& example) {
    return example.to.empty() ? fmt::format("{{body: {}}}", yaml_string(example.body))
                              : fmt::format("{{to: {}, body: {}}}", yaml_string(example.to),
                                            yaml_string(example.body));
}

/// The conditions, each a line.
std::vector<std::string> when_of(const NewRule& rule) {
    std::vector<std::string> out;
    if (!rule.phrases.empty() || !rule.regex.empty()) {
        auto text = rule.regex.empty() ? "phrases: " + quoted_list(rule.phrases)
                                       : "regex: " + yaml_string(rule.regex);
        if (!rule.in.empty()) text = fmt::format("in: [{}], ", fmt::join(rule.in, ", ")) + text;
        out.push_back("text: {" + text + "}");
    }
    if (!rule.recipients.empty())
        out.push_back(fmt::format("recipients: {{any: {}}}", quoted_list(rule.recipients)));
    return out;
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
    const auto end = text.find('\n', at);
    return end == std::string_view::npos ? text.size() : end + 1;
}

/// Where the top key "rules" stands; npos when it does not.
std::size_t find_rules(std::string_view policy) {
    for (std::size_t at = 0; at < policy.size(); at = end_of_line(policy, at))
        if (policy.substr(at).starts_with(kKey)) return at;
    return std::string_view::npos;
}

/// The end of the block whose first line begins at `at`, and how far its items are moved in.
struct Block {
    std::size_t end = 0;
    std::size_t indent = 2;
};
Block block_at(std::string_view policy, std::size_t at) {
    Block out{.end = at};
    bool seen = false;
    while (at < policy.size()) {
        const auto next = end_of_line(policy, at);
        const auto line = policy.substr(at, next - at);
        const auto first = line.find_first_not_of(" \t\r\n");
        const bool empty = first == std::string_view::npos || line[first] == '#';
        if (!empty && first == 0 && line[0] != '-') break;
        if (!empty) {
            if (!seen && line[first] == '-') out.indent = first;
            seen = true;
            out.end = next;
        }
        at = next;
    }
    return out;
}

}  // namespace

std::string rule_yaml(const NewRule& rule, std::size_t indent) {
    const std::string before(indent, ' ');
    auto out = fmt::format("{}- id: {}\n", before, rule.id);
    const auto line = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) out += fmt::format("{}  {}: {}\n", before, key, value);
    };
    const auto prose = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) line(key, yaml_string(value));
    };
    prose("message", rule.message);
    prose("why", rule.why);
    prose("help", rule.help);
    line("action", rule.action);
    line("mode", rule.mode);
    line("approvers", rule.approvers);
    out += before + "  when:\n";
    for (const auto& condition : when_of(rule)) out += fmt::format("{}    {}\n", before, condition);
    out += before + "  examples:\n";
    const auto examples = [&](std::string_view key, const std::vector<NewExample>& list) {
        if (list.empty()) return;
        out += fmt::format("{}    {}:\n", before, key);
        for (const auto& one : list)
            out += fmt::format("{}      - {}\n", before, example_yaml(one));
    };
    examples("fires", rule.fires);
    examples("silent", rule.silent);
    return out;
}

std::string new_policy_text(const NewRule& rule) {
    return "version: 1\nrules:\n" + rule_yaml(rule, 2);
}

Result<std::string> with_rule(const std::string& policy, const NewRule& rule) {
    auto text = policy;
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    const auto at = find_rules(text);
    if (at == std::string::npos) return text + "\nrules:\n" + rule_yaml(rule, 2);
    const auto next = end_of_line(text, at);
    auto rest = trim(std::string_view(text).substr(at + kKey.size(), next - at - kKey.size()));
    rest = trim(rest.substr(0, rest.find('#')));
    if (rest == "[]") {
        const auto bracket = text.find('[', at);
        text.erase(bracket, text.find(']', bracket) + 1 - bracket);
    } else if (!rest.empty()) {
        return error(Errc::bad_input,
                     "the rules of this file stand on one line: write them as a list below each "
                     "other first");
    }
    const auto block = block_at(text, end_of_line(text, at));
    text.insert(block.end, rule_yaml(rule, block.indent));
    return text;
}

}  // namespace sendguard::cli

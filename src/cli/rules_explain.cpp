// `rules explain ID`: all about one rule. Its conditions are shown in the words of --explain, by
// evaluating an empty draft.
#include <fmt/format.h>

#include "base/text.h"
#include "check/evaluate.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/policy_choice.h"
#include "cli/rule_cost.h"
#include "draft/read.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using report::printable;

const policy::Rule* find_rule(const policy::Policy& policy, const std::string& id,
                              Console& console) {
    if (const auto* rule = policy.rule(id)) return rule;
    std::vector<std::string_view> ids;
    for (const auto& rule : policy.rules) ids.push_back(rule.id);
    auto text = fmt::format("there is no rule '{}' in this policy", printable(id));
    if (const auto likely = nearest(id, ids)) text += fmt::format("; did you mean {}?", *likely);
    console.complain(text);
    return nullptr;
}

void print_line(std::string_view name, const std::string& text, Console& console) {
    if (!text.empty())
        console.out << fmt::format("  {:>8} {}\n", name.empty() ? "" : fmt::format("{}:", name),
                                   printable(text));
}

void print_conditions(const policy::Policy& policy, const policy::Rule& rule, Console& console) {
    const auto draft = draft::read_draft(std::make_shared<const std::string>(), {});
    check::Workspace workspace;
    check::Facts facts;
    facts.explain = true;
    const auto evaluation = check::evaluate(policy, draft, facts, workspace);
    if (!evaluation) return;
    for (const auto& line : evaluation.value().explain) {
        if (line.rule != rule.id) continue;
        console.out << fmt::format("  {:>8} {:{}}{}\n", line.depth == 0 ? "when:" : "", "",
                                   2 * line.depth, printable(line.condition));
    }
}

std::string example_text(const policy::Example& example) {
    if (!example.file.empty()) return "file " + example.file;
    std::string text;
    if (!example.to.empty()) text += fmt::format("to {}  ", fmt::join(example.to, ", "));
    if (!example.subject.empty()) text += fmt::format("subject \"{}\"  ", example.subject);
    const auto& body = !example.body.empty()   ? example.body
                       : !example.html.empty() ? example.html
                                               : example.raw;
    if (!body.empty()) text += fmt::format("\"{}\"", trim(body));
    for (const auto& [name, value] : example.headers) text += fmt::format("  {}: {}", name, value);
    for (const auto& attachment : example.attachments)
        text += fmt::format("  attached {}", attachment.first);
    return std::string(trim(text));
}

/// The files named, else the rule's examples.
Result<std::vector<ReadExample>> drafts_to_measure(const std::vector<std::string>& files,
                                                   const PolicyChoice& choice,
                                                   const policy::Rule& rule) {
    std::vector<ReadExample> out;
    for (const auto& file : files) {
        BOOST_OUTCOME_TRY(auto read, read_draft_file(file));
        ReadExample one{.draft = draft::read_draft(read.bytes, {.source = file}), .facts = {}};
        one.facts.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        one.facts.path = read.signoffs.path_in_repository;
        out.push_back(std::move(one));
    }
    if (!files.empty()) return out;
    for (const auto& example : choice.examples) {
        if (example.rule != rule.id) continue;
        if (auto read = read_example(example)) out.push_back(std::move(read.value()));
    }
    return out;
}

/// False: it could not be measured, which is said.
bool print_cost(const std::vector<std::string>& files, const PolicyChoice& choice,
                const policy::Rule& rule, Console& console) {
    const auto drafts = drafts_to_measure(files, choice, rule);
    if (drafts && drafts.value().empty()) return true;
    const auto cost = drafts ? measure_rule(*choice.policy, rule, drafts.value())
                             : Result<RuleCost>(drafts.error());
    if (!cost) {
        console.complain("the cost cannot be measured: " + printable(cost.error().message));
        return false;
    }
    const auto& is = cost.value();
    print_line(
        "costs",
        fmt::format("{:.1f} us a draft, of {:.0f} us for all {} rules ({:.1f} %), over {}", is.rule,
                    is.all, choice.policy->rules.size(), is.all > 0 ? 100 * is.rule / is.all : 0.0,
                    files.empty() ? report::counted(is.drafts, "example")
                                  : report::counted(is.drafts, "file")),
        console);
    print_line(
        "",
        rule.triggers.empty()
            ? "asked on every draft: no words of it can be looked for beforehand"
            : fmt::format("asked on {} of {}: only where its words stand", is.asked, is.drafts),
        console);
    return true;
}

}  // namespace

int run_rules_explain(const Arguments& arguments, Console& console) {
    const auto choice = choose_policy(arguments, "-", console, {.examples = true});
    if (!choice.policy) return 2;
    const auto* rule = find_rule(*choice.policy, arguments.positional()[0], console);
    if (rule == nullptr) return 2;
    console.out << fmt::format("{}: {}\n", printable(rule->id), policy::action_name(rule->action));
    print_line("message", rule->message, console);
    print_line("why", rule->why, console);
    print_line("do", rule->help, console);
    check::Finding finding;
    finding.approvers = rule->approvers;
    print_line("needs", rule->approvers ? "sign-off by " + report::who_must_sign(finding) : "",
               console);
    print_line("fix", std::string(policy::fix_name(policy::fix_of(rule->when))), console);
    print_line("mode", rule->mode == policy::Mode::observe ? "observe: it stops nothing" : "",
               console);
    print_line("since", rule->since, console);
    print_line("stands", fmt::format("{}:{}", rule->where.file, rule->where.line), console);
    print_conditions(*choice.policy, *rule, console);
    for (const auto& example : choice.examples) {
        if (example.rule != rule->id) continue;
        print_line(example.fires ? "fires" : "silent", example_text(example), console);
    }
    const auto& words = arguments.positional();
    return print_cost({words.begin() + 1, words.end()}, choice, *rule, console) ? 0 : 2;
}

}  // namespace sendguard::cli

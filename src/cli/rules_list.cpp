// `rules list` and `rules detectors`: what there is.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "check/detector.h"
#include "cli/commands.h"
#include "cli/feedback_book.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;

using Counts = std::map<std::string, RuleFeedback>;

/// What people said of the rules. It is no reason to show no list that it cannot be read.
Counts counts_of(const policy::Policy& policy, Console& console) {
    // To look at a list makes no database.
    constexpr std::string_view kSqlite = "sqlite:";
    const std::string_view store = policy.service.store.url;
    std::error_code fault;
    if (store.starts_with(kSqlite) && !std::filesystem::exists(store.substr(kSqlite.size()), fault))
        return {};
    std::vector<std::string> ids;
    for (const auto& rule : policy.rules) ids.push_back(rule.id);
    auto book = FeedbackBook::open(policy);
    auto counts = book ? book.value().counts(ids) : Result<Counts>(book.error());
    if (counts) return std::move(counts).value();
    if (counts.error().code != Errc::not_found)
        console.say(printable("feedback is not shown: " + counts.error().message));
    return {};
}

/// "[observed; held 12 of the newest 1000; right 3, false alarms 2]"; "" when there is nothing.
std::string remarks_on(const policy::Rule& rule, const Counts& counts) {
    std::vector<std::string> words;
    if (rule.mode == policy::Mode::observe) words.emplace_back("observed");
    if (const auto found = counts.find(rule.id); found != counts.end()) {
        const auto& one = found->second;
        if (one.held != 0)
            words.push_back(fmt::format("held {} of the newest {}", one.held, kRecentHolds));
        if (one.right + one.false_alarms != 0)
            words.push_back(fmt::format("right {}, false alarms {}", one.right, one.false_alarms));
    }
    return words.empty() ? "" : fmt::format(" [{}]", fmt::join(words, "; "));
}

void print_json(const policy::Policy& policy, const Counts& counts, Console& console) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& rule : policy.rules) {
        const auto found = counts.find(rule.id);
        const auto said = found == counts.end() ? RuleFeedback{} : found->second;
        list.push_back({{"rule", to_valid_utf8(rule.id)},
                        {"action", policy::action_name(rule.action)},
                        {"mode", policy::mode_name(rule.mode)},
                        {"message", to_valid_utf8(rule.message)},
                        {"why", to_valid_utf8(rule.why)},
                        {"fix", policy::fix_name(policy::fix_of(rule.when))},
                        {"since", to_valid_utf8(rule.since)},
                        {"file", to_valid_utf8(rule.where.file)},
                        {"line", rule.where.line},
                        {"held", said.held},
                        {"right", said.right},
                        {"false_alarms", said.false_alarms}});
    }
    const nlohmann::ordered_json whole{{"version", 1}, {"rules", std::move(list)}};
    console.out << whole.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace)
                << '\n';
}

}  // namespace

int run_rules_list(const Arguments& arguments, Console& console) {
    const auto choice = choose_policy(arguments, "-", console);
    if (!choice.policy) return 2;
    const auto counts = counts_of(*choice.policy, console);
    if (arguments.value("format") == "json") {
        print_json(*choice.policy, counts, console);
        return 0;
    }
    std::size_t width = 0;
    for (const auto& rule : choice.policy->rules) width = std::max(width, rule.id.size());
    for (const auto& rule : choice.policy->rules) {
        const bool fixed = policy::fix_of(rule.when) != policy::Fix::none;
        console.out << fmt::format("{:{}}  {:5}  {}{}{}\n", printable(rule.id), width,
                                   policy::action_name(rule.action), printable(rule.message),
                                   fixed ? " (--fix)" : "", remarks_on(rule, counts));
    }
    return 0;
}

int run_rules_detectors(const Arguments& /*arguments*/, Console& console) {
    for (const auto& detector : check::detectors()) {
        console.out << fmt::format("{}: {}\n", detector.name, detector.summary);
        if (!detector.kinds.empty()) {
            console.out << fmt::format("  kinds: {}\n", fmt::join(detector.kinds, ", "));
        }
        if (!detector.settings.empty()) {
            console.out << fmt::format("  settings: {}\n", fmt::join(detector.settings, ", "));
        }
    }
    return 0;
}

}  // namespace sendguard::cli

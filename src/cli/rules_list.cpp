// `rules list` and `rules detectors`: what there is.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "check/detector.h"
#include "cli/commands.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;

void print_json(const policy::Policy& policy, Console& console) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& rule : policy.rules) {
        list.push_back({{"rule", to_valid_utf8(rule.id)},
                        {"action", policy::action_name(rule.action)},
                        {"message", to_valid_utf8(rule.message)},
                        {"why", to_valid_utf8(rule.why)},
                        {"fix", policy::fix_name(policy::fix_of(rule.when))},
                        {"since", to_valid_utf8(rule.since)},
                        {"file", to_valid_utf8(rule.where.file)},
                        {"line", rule.where.line}});
    }
    const nlohmann::ordered_json whole{{"version", 1}, {"rules", std::move(list)}};
    console.out << whole.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace)
                << '\n';
}

}  // namespace

int run_rules_list(const Arguments& arguments, Console& console) {
    const auto choice = choose_policy(arguments, "-", console);
    if (!choice.policy) return 2;
    if (arguments.value("format") == "json") {
        print_json(*choice.policy, console);
        return 0;
    }
    std::size_t width = 0;
    for (const auto& rule : choice.policy->rules) width = std::max(width, rule.id.size());
    for (const auto& rule : choice.policy->rules) {
        const bool fixed = policy::fix_of(rule.when) != policy::Fix::none;
        console.out << fmt::format("{:{}}  {:5}  {}{}\n", printable(rule.id), width,
                                   policy::action_name(rule.action), printable(rule.message),
                                   fixed ? " (--fix)" : "");
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

// `rules lint`: does this policy load, and if not, what are all its faults.
#include <fmt/format.h>

#include "check/detector.h"
#include "cli/commands.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {

int run_rules_lint(const Arguments& arguments, Console& console) {
    std::optional<std::filesystem::path> path;
    if (arguments.positional().empty()) {
        path = policy::find_policy(std::filesystem::path(".") / "-");
        if (!path) {
            console.complain("there is no send-guard.yaml here or above; name a FILE");
            return 2;
        }
    } else {
        path = arguments.positional()[0];
    }
    // Examples are part of the file, and a cached policy would hide a fault in them.
    const auto loaded =
        policy::load_policy(path, check::with_detectors({.examples = true, .use_cache = false}));
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        print_faults(loaded.faults, console);
        // Faults are what lint looks for: it could check, and found some.
        return std::filesystem::exists(*path) ? 1 : 2;
    }
    if (arguments.has("quiet")) return 0;
    for (const auto& weakening : loaded.policy->weakenings) {
        console.out << fmt::format("{}:{}: note: weakens {}: {}\n",
                                   report::printable(weakening.where.file), weakening.where.line,
                                   report::printable(weakening.rule),
                                   report::printable(weakening.change));
    }
    console.out << fmt::format("{}: no faults; {}, {}\n", report::printable(path->string()),
                               report::counted(loaded.policy->rules.size(), "rule"),
                               report::counted(loaded.policy->groups.size(), "group"));
    return 0;
}

}  // namespace sendguard::cli

#include "cli/policy_choice.h"

#include <fmt/format.h>

#include <set>
#include <system_error>

#include "check/detector.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using report::printable;

void say_what_matters(const PolicyChoice& choice, Console& console) {
    if (!choice.path) {
        console.say(fmt::format(
            "no policy found: the default packs apply ({}); `send-guard init` writes one",
            fmt::join(policy::default_packs(), ", ")));
    }
    for (const auto& weakening : choice.policy->weakenings) {
        console.say(fmt::format("the policy weakens {}: {} ({}:{})", printable(weakening.rule),
                                printable(weakening.change), printable(weakening.where.file),
                                weakening.where.line));
    }
}

std::filesystem::path search_from(const std::filesystem::path& draft) {
    return draft == "-" ? std::filesystem::path(".") / "-" : draft;
}

bool same_file(const std::optional<std::filesystem::path>& a,
               const std::optional<std::filesystem::path>& b) {
    if (a == b) return true;
    std::error_code fault;
    return a && b && std::filesystem::equivalent(*a, *b, fault);
}

std::string shown(const std::optional<std::filesystem::path>& policy) {
    return policy ? printable(policy->string()) : std::string("no policy of its own");
}

}  // namespace

std::optional<std::string> policy_conflict(const Arguments& arguments,
                                           const std::vector<std::filesystem::path>& drafts) {
    if (arguments.has("policy") || drafts.empty()) return std::nullopt;
    const auto first = policy::find_policy(search_from(drafts.front()));
    std::set<std::filesystem::path> folders;
    for (const auto& draft : drafts) {
        if (!folders.insert(draft.parent_path()).second) continue;
        const auto other = policy::find_policy(search_from(draft));
        if (same_file(first, other)) continue;
        return fmt::format(
            "two policies: {} has {}, {} has {}; check them apart, or name one with --policy",
            printable(drafts.front().string()), shown(first), printable(draft.string()),
            shown(other));
    }
    return std::nullopt;
}

void print_faults(const policy::PolicyFaults& faults, Console& console) {
    console.err << faults.text();
    console.complain(
        fmt::format("the policy is not used: {}", report::counted(faults.faults.size(), "fault")));
}

PolicyChoice choose_policy(const Arguments& arguments, const std::filesystem::path& near,
                           Console& console, policy::LoadOptions options) {
    PolicyChoice choice;
    if (const auto given = arguments.value("policy")) {
        choice.path = *given;
    } else {
        choice.path = policy::find_policy(search_from(near));
    }
    options.use_cache = options.use_cache && !arguments.has("no-cache");
    auto loaded = policy::load_policy(choice.path, check::with_detectors(options));
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        print_faults(loaded.faults, console);
        return choice;
    }
    choice.policy = std::move(loaded.policy);
    choice.examples = std::move(loaded.examples);
    if (!arguments.has("quiet")) say_what_matters(choice, console);
    return choice;
}

}  // namespace sendguard::cli

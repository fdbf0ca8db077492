// `feedback`: a finding was right, or a false alarm. Rules are judged by it: `rules list`.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/feedback_book.h"
#include "cli/hold.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;

Result<bool> is_right(const std::string& word) {
    if (word == "right") return true;
    if (word == "false-alarm") return false;
    return error(Errc::bad_input,
                 fmt::format("say right or false-alarm, not '{}'", escape_invisible(word)));
}

/// The one rule of a hold that is meant: --rule, or the only one.
Result<std::string> rule_of_hold(FeedbackBook& book, const std::string& hold,
                                 const std::optional<std::string>& wanted) {
    BOOST_OUTCOME_TRY(const auto rules, book.rules_of(hold));
    if (wanted) {
        if (std::ranges::find(rules, *wanted) != rules.end()) return *wanted;
        return error(Errc::not_found, fmt::format("{} has no finding of {}", hold, *wanted));
    }
    if (rules.size() == 1) return rules.front();
    return error(Errc::bad_input,
                 rules.empty() ? fmt::format("{} has no findings", hold)
                               : fmt::format("{} has findings of several rules; --rule names the "
                                             "one that is meant: {}",
                                             hold, fmt::join(rules, ", ")));
}

Result<FeedbackEntry> read_entry(const Arguments& arguments, const policy::Policy& policy,
                                 FeedbackBook& book) {
    const auto& words = arguments.positional();
    FeedbackEntry entry;
    BOOST_OUTCOME_TRY(entry.right, is_right(words.back()));
    entry.words = arguments.value("message").value_or("");
    entry.actor = terminal_actor();
    entry.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (words.size() == 2) {
        if (!hold::is_id(words[0]))
            return error(Errc::bad_input,
                         fmt::format("'{}' is no hold's id; without one, name RULE and FILE",
                                     escape_invisible(words[0])));
        entry.hold = words[0];
        BOOST_OUTCOME_TRY(entry.rule, rule_of_hold(book, words[0], arguments.value("rule")));
        return entry;
    }
    entry.rule = words[0];
    if (policy.rule(entry.rule) == nullptr) {
        std::vector<std::string_view> ids;
        for (const auto& rule : policy.rules) ids.push_back(rule.id);
        const auto likely = nearest(entry.rule, ids);
        return error(Errc::not_found,
                     fmt::format("there is no rule '{}' in this policy{}", entry.rule,
                                 likely ? fmt::format("; did you mean {}?", *likely) : ""));
    }
    BOOST_OUTCOME_TRY(read_draft_file(words[1]));
    entry.file = path_in_repository(words[1]);
    return entry;
}

Result<std::string> note(const Arguments& arguments, const policy::Policy& policy) {
    BOOST_OUTCOME_TRY(auto book, FeedbackBook::open(policy));
    BOOST_OUTCOME_TRY(const auto entry, read_entry(arguments, policy, book));
    BOOST_OUTCOME_TRY(book.add(entry));
    return fmt::format("{}: {}{}", entry.rule, entry.right ? "right" : "a false alarm",
                       book.in_file() ? " (kept in a file of yours)" : "");
}

}  // namespace

int run_feedback(const Arguments& arguments, Console& console) {
    const bool of_file = arguments.positional().size() == 3;
    const auto choice =
        choose_policy(arguments, of_file ? arguments.positional()[1] : "-", console);
    if (!choice.policy) return 2;
    const auto noted = note(arguments, *choice.policy);
    if (!noted) {
        console.complain(printable(noted.error().message));
        return 2;
    }
    console.out << printable(noted.value()) << '\n';
    return 0;
}

}  // namespace sendguard::cli

// `verify`: which sign-offs of a draft count, and why the others do not.
#include <fmt/format.h>

#include "base/files.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;

constexpr int kAllCount = 0;
constexpr int kSomeDoNot = 1;
constexpr int kError = 2;

/// The allowed_signers text: --keyring, else the policy's.
Result<std::string> keyring(const Arguments& arguments, Console& console) {
    if (const auto given = arguments.value("keyring")) return read_file(*given, kMaxPolicyBytes);
    const auto choice = choose_policy(arguments, arguments.positional()[0], console);
    if (!choice.policy) return error(Errc::bad_policy, "nothing was verified");
    if (choice.policy->keyring.empty()) {
        return error(
            Errc::bad_policy,
            "the policy names no keyring; add `keyring: allowed_signers`, or give --keyring FILE");
    }
    return choice.policy->keyring_text;
}

std::string line_for(const signoff::Signoff& one) {
    std::string text = one.void_reason.empty() ? (one.signed_ ? "counts" : "stated") : "void";
    text += ": " + printable(one.person.empty() ? "(unknown key)" : one.person);
    if (!one.as.empty()) text += " as " + printable(one.as);
    if (one.until) text += " until " + format_rfc3339(*one.until);
    text += fmt::format(" ({})", printable(one.from));
    if (!one.void_reason.empty()) text += ": " + printable(one.void_reason);
    return text;
}

Result<int> verify_draft(const Arguments& arguments, Console& console) {
    const auto& path = arguments.positional()[0];
    BOOST_OUTCOME_TRY(const auto request, read_request(arguments));
    BOOST_OUTCOME_TRY(auto file, read_draft_file(path));
    BOOST_OUTCOME_TRY(file.signoffs.keyring, keyring(arguments, console));
    const auto draft = read_for_statement(file, path, request);
    std::size_t counting = 0;
    std::size_t not_counting = 0;
    for (const auto& one : signoff::signed_signoffs(draft, file.signoffs, request.now)) {
        (one.void_reason.empty() ? counting : not_counting) += 1;
        console.out << line_for(one) << '\n';
    }
    for (const auto& one : signoff::stated_signoffs(draft)) console.out << line_for(one) << '\n';
    if (counting + not_counting == 0) console.out << "no signed sign-off\n";
    return counting != 0 && not_counting == 0 ? kAllCount : kSomeDoNot;
}

}  // namespace

int run_verify(const Arguments& arguments, Console& console) {
    const auto exit = verify_draft(arguments, console);
    if (exit) return exit.value();
    console.complain(printable(exit.error().message));
    return kError;
}

}  // namespace sendguard::cli

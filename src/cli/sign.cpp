// `sign`: adds a person's signature over a draft's statement to DRAFT.signoff. What is signed is
// printed first; a kept file that cannot be read whole is never written over.
#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"
#include "report/words.h"
#include "signoff/signature.h"

namespace sendguard::cli {
namespace {

using report::printable;

constexpr int kSigned = 0;
constexpr int kError = 2;
constexpr std::size_t kMaxKeptBytes = std::size_t{4} << 20;

/// A group that the policy does not know would never count; better said now than when the mail
/// leaves.
Result<void> check_group(const Arguments& arguments, Console& console) {
    const auto as = arguments.value("as");
    if (!as) return outcome::success();
    const auto choice = choose_policy(arguments, arguments.positional()[0], console);
    if (!choice.policy) return error(Errc::bad_policy, "not signed");
    if (!choice.path || choice.policy->group_by_name.contains(*as)) return outcome::success();
    std::vector<std::string_view> names;
    for (const auto& group : choice.policy->groups) names.push_back(group.name);
    auto text = fmt::format("the policy {} has no group '{}'", choice.path->string(), *as);
    if (const auto likely = nearest(*as, names)) text += fmt::format("; did you mean {}?", *likely);
    return error(Errc::bad_input, text);
}

Result<std::vector<signoff::SignedStatement>> kept_statements(const std::string& target) {
    auto bytes = read_file(target, kMaxKeptBytes);
    if (!bytes) {
        if (bytes.error().code == Errc::not_found) return std::vector<signoff::SignedStatement>{};
        return bytes.error();
    }
    return signoff::parse_sidecar(bytes.value(), target);
}

Result<void> keep(const std::string& target, signoff::SignedStatement one, Console& console) {
    if (target == "-") {
        console.out << signoff::format_sidecar({std::move(one)});
        return outcome::success();
    }
    BOOST_OUTCOME_TRY(auto all, kept_statements(target));
    all.push_back(std::move(one));
    BOOST_OUTCOME_TRY(write_file(target, signoff::format_sidecar(all)));
    console.out << fmt::format("{}: {}\n", printable(target),
                               report::counted(all.size(), "signature"));
    return outcome::success();
}

Result<void> sign_draft(const Arguments& arguments, Console& console) {
    const auto& path = arguments.positional()[0];
    const auto key = arguments.value("key");
    if (!key || key->empty()) {
        return error(Errc::bad_input,
                     "sign needs --key FILE, your ssh key (ssh-keygen -t ed25519 makes one)");
    }
    const auto out = arguments.value("out");
    if (path == "-" && !out) {
        return error(Errc::bad_input,
                     "a draft from standard input needs --out FILE for the signature");
    }
    BOOST_OUTCOME_TRY(const auto request, read_request(arguments));
    BOOST_OUTCOME_TRY(const auto fields, read_signer_fields(arguments, request.now));
    BOOST_OUTCOME_TRY(check_group(arguments, console));
    BOOST_OUTCOME_TRY(const auto file, read_draft_file(path));
    const auto draft = read_for_statement(file, path, request);
    const auto text = signoff::statement(draft, fields, file.signoffs.path_in_repository);
    if (!arguments.has("quiet")) {
        console.say("you sign this:");
        console.err << text;
        console.err.flush();
    }
    BOOST_OUTCOME_TRY(auto signature, signoff::sign(text, *key));
    return keep(out.value_or(path + ".signoff"),
                {.statement = text, .signature = std::move(signature), .from = ""}, console);
}

}  // namespace

int run_sign(const Arguments& arguments, Console& console) {
    const auto done = sign_draft(arguments, console);
    if (done) return kSigned;
    console.complain(printable(done.error().message));
    return kError;
}

}  // namespace sendguard::cli

// `statement`: what a sign-off signs, and with --diff what changed since.
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "report/excerpt.h"
#include "signoff/signature.h"

namespace sendguard::cli {
namespace {

constexpr int kClean = 0;
constexpr int kDiffers = 1;
constexpr int kError = 2;
constexpr std::string_view kStatementStart = "send-guard-statement 1\n";

/// A draft's own lines of its statement: from the draft, from a kept statement, or from the first
/// one of a .signoff file.
Result<std::string> draft_lines(const std::string& path, const Request& request) {
    BOOST_OUTCOME_TRY(const auto file, read_draft_file(path));
    if (!file.bytes->starts_with(kStatementStart)) {
        const auto draft = read_for_statement(file, path, request);
        const auto text = signoff::statement(draft, {}, file.signoffs.path_in_repository);
        BOOST_OUTCOME_TRY(auto parsed, signoff::parse_statement(text));
        return std::move(parsed.draft_lines);
    }
    std::string text = *file.bytes;
    if (text.find("-----BEGIN SSH SIGNATURE-----") != std::string::npos) {
        BOOST_OUTCOME_TRY(const auto kept, signoff::parse_sidecar(text, path));
        if (kept.empty()) return error(Errc::bad_input, path + " holds no statement");
        text = kept.front().statement;
    }
    BOOST_OUTCOME_TRY(auto parsed, signoff::parse_statement(text));
    return std::move(parsed.draft_lines);
}

Result<int> diff(const Arguments& arguments, const Request& request, Console& console) {
    BOOST_OUTCOME_TRY(const auto old_lines, draft_lines(arguments.positional()[0], request));
    BOOST_OUTCOME_TRY(const auto new_lines, draft_lines(arguments.positional()[1], request));
    const auto difference = signoff::statement_diff(old_lines, new_lines);
    console.out << difference;
    return difference.empty() ? kClean : kDiffers;
}

Result<int> print(const Arguments& arguments, const Request& request, Console& console) {
    const auto& path = arguments.positional()[0];
    BOOST_OUTCOME_TRY(const auto fields, read_signer_fields(arguments, request.now));
    BOOST_OUTCOME_TRY(const auto file, read_draft_file(path));
    const auto draft = read_for_statement(file, path, request);
    console.out << signoff::statement(draft, fields, file.signoffs.path_in_repository);
    return kClean;
}

Result<int> statement(const Arguments& arguments, Console& console) {
    BOOST_OUTCOME_TRY(const auto request, read_request(arguments));
    const bool wants_diff = arguments.has("diff");
    if (wants_diff != (arguments.positional().size() == 2)) {
        return error(Errc::bad_input, wants_diff
                                          ? "--diff needs two files, OLD and NEW"
                                          : "statement takes one FILE; two only with --diff");
    }
    return wants_diff ? diff(arguments, request, console) : print(arguments, request, console);
}

}  // namespace

int run_statement(const Arguments& arguments, Console& console) {
    const auto exit = statement(arguments, console);
    if (exit) return exit.value();
    console.complain(report::printable(exit.error().message));
    return kError;
}

}  // namespace sendguard::cli

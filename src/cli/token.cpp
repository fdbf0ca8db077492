// `token add`, `remove` and `list`: the tokens file of the HTTP API. A token is shown once, when it
// is made; the file keeps its hash.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/guarded_file.h"
#include "report/excerpt.h"
#include "review/tokens.h"

namespace sendguard::cli {
namespace {

using report::printable;
using review::TokensFile;

int fail(const Error& fault, Console& console) {
    console.complain(printable(fault.message));
    return 2;
}

int no_file(Console& console) {
    console.complain("say which tokens file is meant: --tokens FILE");
    return 2;
}

/// The file, or an empty one where it is yet to be made.
Result<TokensFile> read_tokens(const std::string& path) {
    auto file = TokensFile::read(path);
    if (!file && file.error().code == Errc::not_found) return TokensFile();
    return file;
}

Result<void> add_token(const Arguments& arguments, const std::string& path, Console& console) {
    gate::User user{arguments.positional().front(), policy::SenderKind::program};
    if (const auto fault = gate::user_name_fault(user.name); !fault.empty())
        return error(Errc::bad_input, fmt::format("the name {}", fault));
    if (const auto kind = arguments.value("kind")) {
        BOOST_OUTCOME_TRY(user.kind, gate::user_kind(*kind));
    }
    const FolderLock lock(path);
    BOOST_OUTCOME_TRY(auto file, read_tokens(path));
    const auto token = file.add(user);
    BOOST_OUTCOME_TRY(replace_guarded_file(path, file.text()));
    console.out << token.view() << '\n';
    console.say(
        fmt::format("a token of {} ({}) is in {}; it is not shown again, and a running "
                    "service takes it with `send-guard reload`",
                    printable(user.name), policy::sender_kind_name(user.kind), printable(path)));
    return outcome::success();
}

}  // namespace

int run_token_add(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("tokens");
    if (!path) return no_file(console);
    const auto done = add_token(arguments, *path, console);
    return done ? 0 : fail(done.error(), console);
}

int run_token_remove(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("tokens");
    if (!path) return no_file(console);
    const FolderLock lock(*path);
    auto file = TokensFile::read(*path);
    if (!file) return fail(file.error(), console);
    const auto& name = arguments.positional().front();
    const auto gone = file.value().remove(name);
    if (gone == 0) {
        console.complain(fmt::format("{} has no token {}", printable(*path), printable(name)));
        return 1;
    }
    const auto written = replace_guarded_file(*path, file.value().text());
    if (!written) return fail(written.error(), console);
    console.say(fmt::format("removed {} of {}; a running service takes it with `send-guard reload`",
                            gone, printable(name)));
    return 0;
}

int run_token_list(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("tokens");
    if (!path) return no_file(console);
    const auto file = TokensFile::read(*path);
    if (!file) return fail(file.error(), console);
    for (const auto& entry : file.value().entries())
        console.out << fmt::format("{} {} {}\n", entry.id, printable(entry.user.name),
                                   policy::sender_kind_name(entry.user.kind));
    return 0;
}

}  // namespace sendguard::cli

// `user add`, `remove`, `list` and `check`: the users file of a submission listener. A password
// comes from the terminal, a file or standard input, never from the command line, which every user
// of the machine can read.
#include <fmt/format.h>

#include "base/password.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/guarded_file.h"
#include "cli/password_prompt.h"
#include "gate/users.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;
constexpr std::size_t kShortest = 8;  // NIST SP 800-63B 5.1.1.1

/// What is wrong with a new password; "" when nothing is.
std::string password_fault(std::string_view password) {
    if (count_code_points(password) < kShortest)
        return fmt::format("a password has at least {} characters; nothing was changed", kShortest);
    for (const char c : password) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            return "a password holds no control characters; nothing was changed";
    }
    return "";
}

/// The file, or an empty one where it is yet to be made.
Result<gate::UsersFile> read_users(const std::string& path, bool may_be_new) {
    auto file = gate::UsersFile::read(path);
    if (!file && may_be_new && file.error().code == Errc::not_found) return gate::UsersFile();
    return file;
}

int fail(const Error& fault, Console& console) {
    console.complain(printable(fault.message));
    return 2;
}

int no_file(Console& console) {
    console.complain("say which users file is meant: --users FILE");
    return 2;
}

Result<Secret> new_password(const Arguments& arguments, Console& console) {
    if (arguments.has("generate")) {
        if (arguments.has("password-file"))
            return error(Errc::bad_input, "--generate and --password-file exclude each other");
        return random_password();
    }
    BOOST_OUTCOME_TRY(auto password, read_password(arguments, true, console));
    if (const auto fault = password_fault(password.view()); !fault.empty())
        return error(Errc::bad_input, fault);
    return password;
}

Result<void> add_user(const Arguments& arguments, const std::string& path, Console& console) {
    gate::User user{arguments.positional().front(), policy::SenderKind::person};
    if (const auto fault = gate::user_name_fault(user.name); !fault.empty())
        return error(Errc::bad_input, fmt::format("the name {}", fault));
    // Before a person types a password for nothing.
    BOOST_OUTCOME_TRY(read_users(path, true));
    BOOST_OUTCOME_TRY(const auto password, new_password(arguments, console));
    BOOST_OUTCOME_TRY(const auto hash, hash_password(password.view()));
    const FolderLock lock(path);
    BOOST_OUTCOME_TRY(auto file, read_users(path, true));
    const auto* known = file.find(user.name);
    const auto* verb = known != nullptr ? "changed" : "added";
    // A new password does not make a person of an agent.
    if (known != nullptr) user.kind = known->user.kind;
    if (const auto kind = arguments.value("kind")) {
        BOOST_OUTCOME_TRY(user.kind, gate::user_kind(*kind));
    }
    file.put(user, hash);
    BOOST_OUTCOME_TRY(replace_guarded_file(path, file.text()));
    if (arguments.has("generate")) console.out << password.view() << '\n';
    console.say(fmt::format("{} {} ({}) in {}; a running service takes it with `send-guard reload`",
                            verb, printable(user.name), policy::sender_kind_name(user.kind),
                            printable(path)));
    return outcome::success();
}

}  // namespace

int run_user_add(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("users");
    if (!path) return no_file(console);
    const auto done = add_user(arguments, *path, console);
    return done ? 0 : fail(done.error(), console);
}

int run_user_remove(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("users");
    if (!path) return no_file(console);
    const FolderLock lock(*path);
    auto file = read_users(*path, false);
    if (!file) return fail(file.error(), console);
    const auto& name = arguments.positional().front();
    if (!file.value().remove(name)) {
        console.complain(fmt::format("{} has no user {}", printable(*path), printable(name)));
        return 1;
    }
    const auto written = replace_guarded_file(*path, file.value().text());
    if (!written) return fail(written.error(), console);
    console.say(fmt::format("removed {}; a running service takes it with `send-guard reload`",
                            printable(name)));
    return 0;
}

int run_user_list(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("users");
    if (!path) return no_file(console);
    const auto file = read_users(*path, false);
    if (!file) return fail(file.error(), console);
    for (const auto& entry : file.value().entries()) {
        console.out << fmt::format("{} {}\n", printable(entry.user.name),
                                   policy::sender_kind_name(entry.user.kind));
    }
    return 0;
}

int run_user_check(const Arguments& arguments, Console& console) {
    const auto path = arguments.value("users");
    if (!path) return no_file(console);
    const auto users = gate::Users::load(*path);
    if (!users) return fail(users.error(), console);
    const auto password = read_password(arguments, false, console);
    if (!password) return fail(password.error(), console);
    const auto found =
        users.value().verify(arguments.positional().front(), password.value().view());
    if (!found) return fail(found.error(), console);
    if (!found.value()) {
        console.complain("name or password is wrong");
        return 1;
    }
    console.out << fmt::format("{} {}\n", printable(found.value()->name),
                               policy::sender_kind_name(found.value()->kind));
    return 0;
}

}  // namespace sendguard::cli

// `user add`, `remove`, `list` and `check`: the users file of a submission listener. A password
// comes from the terminal, a file or standard input, never from the command line, which every user
// of the machine can read.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "base/files.h"
#include "base/password.h"
#include "base/text.h"
#include "cli/commands.h"
#include "forward/credentials.h"
#include "gate/users.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;
constexpr std::size_t kShortest = 8;  // NIST SP 800-63B 5.1.1.1

/// While it lives, the terminal shows nothing of what is typed.
class NoEcho {
  public:
    NoEcho() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        active_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    ~NoEcho() {
        if (active_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }

  private:
    termios before_{};
    bool active_ = false;
};

Secret read_line(std::string_view prompt, Console& console) {
    std::string line;
    if (::isatty(STDIN_FILENO) != 0) {
        console.err << prompt << std::flush;
        const NoEcho quiet;
        std::getline(std::cin, line);
        console.err << '\n';
    } else {
        std::getline(std::cin, line);
    }
    if (line.ends_with('\r')) line.pop_back();
    Secret out(line);
    wipe(line);
    return out;
}

Result<Secret> read_password(const Arguments& arguments, bool twice, Console& console) {
    if (const auto file = arguments.value("password-file")) {
        BOOST_OUTCOME_TRY(auto line, forward::read_secret_file(*file));
        Secret out(line);
        wipe(line);
        return out;
    }
    auto first = read_line("password: ", console);
    if (twice && ::isatty(STDIN_FILENO) != 0) {
        const auto second = read_line("the same again: ", console);
        if (first.view() != second.view())
            return error(Errc::bad_input, "the two passwords differ; nothing was changed");
    }
    return first;
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

Result<void> add_user(const Arguments& arguments, const std::string& path, Console& console) {
    const gate::User user{arguments.positional().front(), policy::SenderKind::person};
    if (const auto fault = gate::user_name_fault(user.name); !fault.empty())
        return error(Errc::bad_input, fmt::format("the name {}", fault));
    BOOST_OUTCOME_TRY(const auto kind, gate::user_kind(arguments.value("kind").value_or("person")));
    BOOST_OUTCOME_TRY(auto file, read_users(path, true));
    Secret password;
    if (arguments.has("generate")) {
        password = random_password();
    } else {
        BOOST_OUTCOME_TRY(password, read_password(arguments, true, console));
    }
    if (password.view().size() < kShortest)
        return error(
            Errc::bad_input,
            fmt::format("a password has at least {} bytes; nothing was changed", kShortest));
    BOOST_OUTCOME_TRY(const auto hash, hash_password(password.view()));
    const bool known = file.find(user.name) != nullptr;
    file.put({user.name, kind}, hash);
    BOOST_OUTCOME_TRY(write_file(path, file.text(), 0600));
    if (arguments.has("generate")) console.out << password.view() << '\n';
    console.say(fmt::format("{} {} ({}) in {}; a running service takes it with `send-guard reload`",
                            known ? "changed" : "added", printable(user.name),
                            policy::sender_kind_name(kind), printable(path)));
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
    auto file = read_users(*path, false);
    if (!file) return fail(file.error(), console);
    const auto& name = arguments.positional().front();
    if (!file.value().remove(name)) {
        console.complain(fmt::format("{} has no user {}", printable(*path), printable(name)));
        return 1;
    }
    const auto written = write_file(*path, file.value().text(), 0600);
    return written ? 0 : fail(written.error(), console);
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

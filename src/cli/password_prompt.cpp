#include "cli/password_prompt.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "forward/credentials.h"

namespace sendguard::cli {
namespace {

/// While it lives, the terminal shows nothing of what is typed and hands over every key, Ctrl-C
/// too: a signal would leave it without echo.
class QuietTerminal {
  public:
    QuietTerminal() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
        quiet.c_cc[VMIN] = 1;
        quiet.c_cc[VTIME] = 0;
        active_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;
    ~QuietTerminal() {
        if (active_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    bool active() const { return active_; }

  private:
    termios before_{};
    bool active_ = false;
};

/// The next byte of standard input, or nullopt at its end.
Result<std::optional<char>> next_byte() {
    for (;;) {
        char byte = 0;
        const auto got = ::read(STDIN_FILENO, &byte, 1);
        if (got == 1) return std::optional(byte);
        if (got == 0) return std::optional<char>();
        if (errno != EINTR)
            return error(Errc::io,
                         std::string("cannot read standard input: ") + std::strerror(errno));
    }
}

void erase_last_character(std::string& line) {
    const auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    while (!line.empty() && is_tail(line.back())) line.pop_back();
    if (!line.empty()) line.pop_back();
}

/// Reads a line into `line`, which never grows beyond what it reserved: growing would leave a copy
/// behind. in: keys - a terminal sends single keys
Result<void> read_line(std::string& line, bool keys) {
    constexpr char kCtrlC = 3, kCtrlD = 4, kBackspace = 8, kCtrlU = 21, kDelete = 127;
    line.reserve(kMaxPasswordBytes + 2);
    for (;;) {
        BOOST_OUTCOME_TRY(const auto byte, next_byte());
        if (!byte || *byte == '\n' || (keys && (*byte == '\r' || *byte == kCtrlD)))
            return outcome::success();
        if (keys && *byte == kCtrlC) return error(Errc::bad_input, "given up; nothing was changed");
        if (keys && (*byte == kBackspace || *byte == kDelete)) {
            erase_last_character(line);
        } else if (keys && *byte == kCtrlU) {
            line.clear();
        } else if (line.size() < line.capacity()) {
            line += *byte;
        }
    }
}

Result<Secret> from_input() {
    std::string line;
    auto read = read_line(line, false);
    Secret out(trim(line));
    wipe(line);
    if (!read) return read.error();
    if (out.empty())
        return error(Errc::bad_input,
                     "no password came: type it at a terminal, or give it as the first line of "
                     "standard input or of --password-file FILE");
    return out;
}

Result<Secret> from_terminal(std::string_view prompt, Console& console) {
    const QuietTerminal quiet;
    if (!quiet.active())
        return error(Errc::io,
                     "the terminal cannot be kept from showing what is typed: use "
                     "--password-file FILE");
    console.err << prompt << std::flush;
    std::string line;
    auto read = read_line(line, true);
    console.err << std::endl;
    Secret out(line);
    wipe(line);
    if (!read) return read.error();
    if (trim(out.view()) != out.view())
        return error(Errc::bad_input, "a password neither begins nor ends with a blank");
    return out;
}

}  // namespace

Result<Secret> read_password(const Arguments& arguments, bool twice, Console& console) {
    if (const auto file = arguments.value("password-file")) {
        BOOST_OUTCOME_TRY(auto line, forward::read_secret_file(*file));
        Secret out(line);
        wipe(line);
        return out;
    }
    if (!console.in_terminal) return from_input();
    BOOST_OUTCOME_TRY(auto first, from_terminal("password: ", console));
    if (!twice) return first;
    BOOST_OUTCOME_TRY(const auto second, from_terminal("the same again: ", console));
    if (first.view() != second.view())
        return error(Errc::bad_input, "the two passwords differ; nothing was changed");
    return first;
}

}  // namespace sendguard::cli

// The option table: every command and every option stands here once, and from it come the parser,
// --help, the man page and the shell completions. An option that is not in the table does not
// exist.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::cli {

class Arguments;
struct Console;

/// What a shell offers for a value.
enum class Completes : unsigned char { nothing, file, folder };

struct Option {
    std::string_view name;                       ///< "policy", without dashes; "": a letter only
    char letter = 0;                             ///< 'p' for -p; 0: none
    std::string_view value;                      ///< "FILE"; "": a switch
    std::string_view help;                       ///< one line
    std::vector<std::string_view> choices = {};  ///< the only values; empty: any
    bool repeatable = false;
    bool hidden = false;  ///< parsed, but not shown
    Completes completes = Completes::nothing;
    bool value_optional = false;  ///< `--name` and `--name=VALUE`, never `--name VALUE`
};
/// What help shows after an option's name: " VALUE", "[=VALUE]", "" for a switch.
std::string value_words(const Option& option);

/// Which exit codes a command speaks (gate/answers.h).
enum class Exits : unsigned char {
    check,     ///< 0, 1, 2
    sysexits,  ///< 0, 64 to 78
};

struct UsageExample {
    std::string_view line;
    std::string_view says;
};

struct Command {
    std::string_view name;       ///< "check", "rules list"
    std::string_view arguments;  ///< "PATH...", for usage lines
    std::string_view summary;    ///< one line
    std::string_view description;
    std::vector<UsageExample> examples;
    std::vector<const Option*> options;
    std::size_t least = 0;  ///< so many arguments at least
    std::size_t most = 0;   ///< and at most; kAny: no bound
    Exits exits = Exits::check;
    int (*run)(const Arguments&, Console&) = nullptr;
    /// In place of `run`: takes the words after the command as they are.
    int (*run_unparsed)(const std::vector<std::string>&, Console&) = nullptr;
};
inline constexpr std::size_t kAny = static_cast<std::size_t>(-1);

/// All commands, in the order of --help.
const std::vector<Command>& commands();

/// The command of that name ("rules list"), or nullptr.
const Command* find_command(std::string_view name);

/// The command's option of that name, or nullptr.
const Option* find_option(const Command& command, std::string_view name);

/// The exit code for wrong usage: 2, or 64 where the command speaks sysexits.
int usage_exit(const Command& command);

/// The exit code for our own failure: 2, or 70.
int failure_exit(const Command& command);

}  // namespace sendguard::cli

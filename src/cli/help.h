// --help, the man page and the shell completions, all drawn from the option table.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/options.h"

namespace sendguard::cli {

/// "send-guard check [OPTION...] PATH..."
std::string usage_line(const Command& command);
/// Examples first, then the commands.
std::string overview_help();
/// Examples first, then what it does and its options.
std::string command_help(const Command& command);

/// send-guard(1) in roff. source: man-pages(7)
std::string man_page();

/// The completion script for bash, zsh or fish; nullopt for any other shell.
std::optional<std::string> completion_script(std::string_view shell);

}  // namespace sendguard::cli

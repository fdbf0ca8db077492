// What commands that write policies share: asking the person at the terminal, quoting for YAML.
#pragma once

#include <string>
#include <string_view>

#include "cli/console.h"

namespace sendguard::cli {

/// The answer's line, trimmed; "" at the end of input.
std::string ask(std::string_view question, Console& console);

/// Whether a person sits there to be asked.
bool can_ask(const Console& console);

/// `text` as a double-quoted YAML scalar on one line; line ends are written \n, other controls left
/// out.
std::string yaml_string(std::string_view text);

}  // namespace sendguard::cli

// The commands about rules and of their authors, with their options.
#pragma once

#include <vector>

#include "cli/options.h"

namespace sendguard::cli {

std::vector<Command> rule_commands();

}  // namespace sendguard::cli

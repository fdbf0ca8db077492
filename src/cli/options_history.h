// The part of the option table for histories.
#pragma once

#include <vector>

#include "cli/options.h"

namespace sendguard::cli {

std::vector<Command> history_commands();

}  // namespace sendguard::cli

// The part of the option table for held drafts.
#pragma once

#include <vector>

#include "cli/options.h"

namespace sendguard::cli {

std::vector<Command> hold_commands();

}  // namespace sendguard::cli

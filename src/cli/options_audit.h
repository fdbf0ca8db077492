// The part of the option table for what was decided and sent: the audit chain, replay, retract.
#pragma once

#include <vector>

#include "cli/options.h"

namespace sendguard::cli {

std::vector<Command> audit_commands();

}  // namespace sendguard::cli

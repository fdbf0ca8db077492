// The gates' part of the option table.
#pragma once

#include <vector>

#include "cli/options.h"

namespace sendguard::cli {

/// sendmail, serve, milter, reload, user and doctor.
std::vector<Command> gate_commands();

}  // namespace sendguard::cli

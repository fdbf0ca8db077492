// Where a password comes from: the terminal without echo, a file, or standard input. Never from the
// command line, which every user of the machine can read.
#pragma once

#include "base/password.h"
#include "base/result.h"
#include "cli/arguments.h"
#include "cli/console.h"

namespace sendguard::cli {

/// The first line of --password-file; else asked on the terminal; else standard input's first line.
/// Blanks at its ends do not count, as in all files of passwords; on a terminal they are a fault.
///
/// in:      twice - on a terminal it must be typed the same twice
/// errors:  bad_input (none given, the two differ, given up with Ctrl-C), bad_policy (the file), io
Result<Secret> read_password(const Arguments& arguments, bool twice, Console& console);

}  // namespace sendguard::cli

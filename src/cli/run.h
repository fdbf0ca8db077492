// The program: finds the command word, parses its options, runs it, ends with its exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"

namespace sendguard::cli {

/// Called as `sendmail`, it is that command.
int run(int argc, char** argv);

/// run() without a process around it. in: words - without the program's name
int run_words(const std::vector<std::string>& words, Console& console);

}  // namespace sendguard::cli

// The program: finds the command word, parses its options, runs it, ends with its exit code.
#pragma once

namespace sendguard::cli {

int run(int argc, char** argv);

}  // namespace sendguard::cli

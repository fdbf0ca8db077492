// `check --fix` and `--diff`: what can be fixed for certain is shown as a diff, and with --fix then
// written into the files.
//
// Failures: a file that is read-only, a link or changed meanwhile is left and told (exit 2); a diff
// that could not be shown is not written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/arguments.h"
#include "cli/check_run.h"
#include "cli/console.h"

namespace sendguard::cli {

enum class FixMode : std::uint8_t {
    none,
    diff,  ///< --diff: shown, and nothing changed
    fix,   ///< --fix: shown, then written
};

/// errors: bad_input (with what neither goes together: --staged, standard input, each other)
Result<FixMode> fix_mode(const Arguments& arguments);

/// One file's old and new bytes.
struct FileFix {
    std::string path;
    std::shared_ptr<const std::string> before;
    std::string after;
    std::size_t lines = 0;  ///< fixed
};

/// What can be fixed in the drafts of a run, after its baseline was applied.
std::vector<FileFix> find_fixes(const CheckRun& run);

/// All fixes as one unified diff, which `patch -p0` and `git apply -p0` take.
void show_diff(const std::vector<FileFix>& fixes, std::ostream& out, bool terminal);

struct WrittenFixes {
    std::size_t lines = 0;
    bool all = true;  ///< false: a file could not be written, which was told
};
WrittenFixes write_fixes(const std::vector<FileFix>& fixes, Console& console);

}  // namespace sendguard::cli

// git, asked without a shell and without trust: nothing that a repository's settings name is run
// but what reading needs, nothing is fetched, nothing is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/process.h"
#include "base/result.h"

namespace sendguard::cli {

struct GitCall {
    std::vector<std::string> words;  ///< "ls-files", "-z", ...; the caller sets paths behind "--"
    std::string folder = {};         ///< where git runs; "": here
    std::string_view input = {};
    /// The repository around `folder`, whatever the environment says; else the one that a hook's
    /// GIT_DIR and GIT_INDEX_FILE name.
    bool discover = false;
};

/// Runs git to its end, whatever its exit status.
/// errors: as run_program()
Result<Ended> ask_git(const GitCall& call);

/// What git printed.
/// errors: as run_program(), and bad_input with git's own words when its exit status is not 0
Result<std::string> git_text(const GitCall& call);

/// The items of a list that git printed with -z.
std::vector<std::string> nul_items(std::string_view text);

}  // namespace sendguard::cli

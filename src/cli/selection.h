// Which drafts a command line means, and where the bytes of each stand.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/arguments.h"
#include "cli/git_blobs.h"

namespace sendguard::cli {

/// One draft to be checked.
struct Candidate {
    std::string path;             ///< the file, as reports name it; "-" for nameless standard input
    bool standard_input = false;  ///< its bytes come from there, whatever its name
    std::string blob;             ///< its object in git's index; "": the file itself
    std::string in_repository;    ///< with `blob`: its path from the repository's root on
    std::string sidecar_blob;     ///< the object of its .signoff in the index; "": none
};

struct Selection {
    std::vector<Candidate> drafts;
    std::vector<std::string> notes;   ///< what a person must know of how they were found
    std::string nothing;              ///< why there is rightly nothing to check; "" otherwise
    std::unique_ptr<GitBlobs> blobs;  ///< null: no draft stands in the index
};

/// Files as they are, folders walked (folder_walk.h), "-" once at most; each draft once.
///
/// errors: not_found (no draft in a folder), bad_input ("-" twice), io
Result<Selection> select_paths(const std::vector<std::string>& paths);

/// What a command line selects: its paths and --files-from, or --staged, or --changed; and
/// --stdin-filename. Nothing staged or changed is no error; nothing under a named path is.
///
/// errors: as above; bad_input (options that exclude each other, git has no answer)
Result<Selection> select_drafts(const Arguments& arguments);

}  // namespace sendguard::cli

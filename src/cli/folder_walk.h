// Which files of a folder are drafts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

/// Whether a file of that name is looked at when it is not named itself.
bool has_draft_ending(std::string_view path);

/// The endings, for messages: ".eml, .mbox, ...".
std::string draft_endings();

struct FolderWalk {
    std::vector<std::string> files;  ///< in order of their names' bytes
    std::vector<std::string> notes;  ///< what a person must know of how they were found
};

/// All drafts below `folder`. In a git work tree git says which files there are: those that it
/// tracks, and others unless .gitignore or .git/info/exclude leaves them out. Repositories inside
/// are walked by their own git. Links to folders and .git are not entered; files that are neither
/// regular nor links to nowhere (pipes, sockets) are left out.
///
/// errors: io (a folder cannot be read)
Result<FolderWalk> walk_folder(const std::string& folder);

}  // namespace sendguard::cli

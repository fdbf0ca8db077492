// Which drafts the paths of a command line mean.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

/// Files as they are, folders walked for .eml, .md, .html and .txt in order of their names (links
/// to folders and .git are not entered), "-" once at most.
///
/// errors: not_found (a path, or no draft in a folder), bad_input ("-" twice), io
Result<std::vector<std::string>> select_drafts(const std::vector<std::string>& paths);

}  // namespace sendguard::cli

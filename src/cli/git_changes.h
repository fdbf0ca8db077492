// What changed, as git tells it: in the index, or since a branch left another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

struct ChangedFile {
    std::string path;           ///< from the current folder on, as a person can open it
    std::string in_repository;  ///< from the repository's root on
    std::string blob;           ///< the object in the index; "" when the work tree's file counts
};

/// Files that the next commit adds or changes (a rename is an addition), with their objects.
/// in:     paths - only these files and folders; none: all
/// errors: bad_input (no repository, a file in conflict), not_found (git), io, limit, timeout
Result<std::vector<ChangedFile>> staged_files(const std::vector<std::string>& paths);

/// Files that the branch and the work tree add or change against where HEAD left `base`.
/// in:     base - a branch or commit; nullopt: origin/HEAD, origin/main or origin/master
/// errors: as above; bad_input says what to fetch when the base or its history is not there
Result<std::vector<ChangedFile>> changed_files(const std::optional<std::string>& base,
                                               const std::vector<std::string>& paths);

/// The objects of all files in the index whose names end in .signoff, by path in the repository.
/// errors: as above
Result<std::vector<ChangedFile>> staged_sidecars();

}  // namespace sendguard::cli

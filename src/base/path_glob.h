// Globs over paths inside a repository, as policies write them.
#pragma once

#include <string_view>

namespace sendguard {

/// Whether the whole of `path` is what `pattern` describes: "**" stands for any folders, none too,
/// `*` for any run of characters but "/", `?` for one of them. Letter case counts.
///
/// in:   path - from the repository's root on, "news/2026/a.md"
/// cost: folders of the pattern times folders of the path
bool path_match(std::string_view pattern, std::string_view path);

}  // namespace sendguard

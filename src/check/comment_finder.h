// The comments of a text in its own format.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sendguard::check {

struct Comment {
    std::size_t begin = 0, end = 0;  ///< of what stands inside, in the text
};

/// in:  name - the file's, for its ending; html - it was read as HTML
///      front - where the front matter ends (0: there is none) and whether # opens a comment in it
/// out: in order; none for a format that has no comments
std::vector<Comment> find_comments(std::string_view text, std::string_view name, bool html,
                                   std::size_t front_end, bool front_comments);

}  // namespace sendguard::check

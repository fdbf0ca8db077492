// A person's pattern, rewritten so that it meets folded text (draft/fold.h).
//
//   - a literal blank (outside (?x)) becomes \s, in a class blank and \n; blanks in a row are one
//   - literal characters beyond ASCII are folded: dashes to -, quotes, NFKC; \x{...} likewise
//   - \Q...\E becomes escaped characters, (?#...) goes
// Everything else stays byte for byte. The result is what is compiled and what literals are drawn
// from.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::policy {

std::string prepare_pattern(std::string_view regex);

}  // namespace sendguard::policy

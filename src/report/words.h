// How findings are said in words: shared by the text report and the one-line answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"

namespace sendguard::report {

/// "2 people of principals, no author, signed"; "the sender"; "" without approvers.
std::string who_must_sign(const check::Finding& finding);

/// "editor@example.org", "nobody"
std::string who_has_signed(const check::Finding& finding);

/// "counsel@example.org, editor@example.org": the members of the group that must sign; "" where
/// they are not known, or too many to name.
std::string who_may_sign(const policy::Policy* policy, const check::Finding& finding);

/// "in hidden, part 1.2, decoded, display:none"; "" where line and column say it all.
std::string place_words(const draft::Location& place);

/// `source` as one word of a shell's command line; "FILE" for standard input.
std::string shell_word(std::string_view source);

/// "1 finding", "3 findings"
std::string counted(std::size_t count, std::string_view noun);

/// How many verdicts of each kind: "2 drafts: 1 blocked, 1 clean".
std::string count_verdicts(const std::vector<check::Verdict>& verdicts);

}  // namespace sendguard::report

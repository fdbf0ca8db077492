// Comments in a file that let a finding stand: `send-guard allow RULE: reason until DATE`.
//
// Who may write the file may write the comment, so it is a note to those who review it and no
// sign-off: it counts in `check` on files only, never for mail and at no gate that sends; never for
// a block, nor for a rule that says `allow: never`; and it is listed in every report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "check/conditions.h"
#include "check/finding.h"
#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::check {

struct AllowComment {
    std::string rule;
    std::string reason;                           ///< with the date, as it is written
    std::uint32_t first_line = 0, last_line = 0;  ///< where it counts: its own lines and the next
    bool whole_file = false;  ///< it stands in the front matter or in the first ten lines
    std::string refused;      ///< why it does not count; "" = it does
    draft::Location place;
};

/// The comments of a file that is read as text, in its order: <!-- --> of Markdown and HTML, lines
/// of AsciiDoc (//), reStructuredText (..) and TeX (%), and # in YAML and TOML front matter.
///
/// in: path - by which rules hold or not; see RulesAt
std::vector<AllowComment> allow_comments(const policy::Policy& policy, const draft::Draft& draft,
                                         std::string_view path, Timestamp now);

/// Moves what the comments allow from the findings to `out.allowed`, with line and reason as notes.
void apply_allow_comments(const Scene& scene, Evaluation& out);

}  // namespace sendguard::check

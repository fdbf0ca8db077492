// What a sign-off signs: Statement 1 of contract.md, a small text that a person can read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "draft/draft.h"

namespace sendguard::signoff {

inline constexpr std::string_view kNamespace = "send-guard";  ///< SSHSIG namespace

/// What the signer adds to the draft's own facts.
struct SignerFields {
    std::string as;  ///< the group the signer signs for; "" leaves the line out
    std::optional<Timestamp> until;
};

/// The statement over `draft`: UTF-8, LF, ends with LF.
/// in:     path_in_repository - for files, the `file:` line's path
/// source: contract.md, Statement 1
std::string statement(const draft::Draft& draft, const SignerFields& fields,
                      std::string_view path_in_repository = {});

/// "sha256:..." over the statement without `as:` and `until:`: the draft's digest in reports.
std::string draft_digest(const draft::Draft& draft, std::string_view path_in_repository = {});

/// `text` split into the draft's own lines and the signer's fields.
/// errors: bad_input (not a statement 1)
struct ParsedStatement {
    std::string draft_lines;  ///< all lines but as: and until:
    SignerFields fields;
};
Result<ParsedStatement> parse_statement(std::string_view text);

/// What differs between two statements, a line each: "- old" and "+ new"; empty when equal.
std::string statement_diff(std::string_view old_text, std::string_view new_text);

}  // namespace sendguard::signoff

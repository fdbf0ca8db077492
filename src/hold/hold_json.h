// Holds and events as JSON: what a store keeps, and what the audit chain is made of. One table of
// fields serves both directions. Canonical: keys sorted, no blanks, so that equal values are equal
// bytes and can be hashed.
//
// Limits: text that is no UTF-8 (a server's reply may be anything) is written with U+FFFD in place
// of each bad byte.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "hold/audit_line.h"
#include "hold/hold.h"

namespace sendguard::hold {

/// One line, UTF-8, keys sorted.
std::string hold_json(const Hold& hold);
/// Strict: each field once, of its type, and no other.
/// errors: internal (which field, and what is wrong with it)
Result<Hold> hold_from_json(std::string_view text);

/// One line, UTF-8, keys sorted: the text of an audit entry.
std::string audit_line_json(const AuditLine& line);
/// errors: internal (which field, and what is wrong with it)
Result<AuditLine> audit_line_from_json(std::string_view text);

}  // namespace sendguard::hold

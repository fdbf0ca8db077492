// Addresses and DSN values as they may stand in a command: nothing in them can end the command or
// begin another one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard::forward {

struct WireAddress {
    std::string text;         ///< what stands between < and >
    bool needs_utf8 = false;  ///< SMTPUTF8 must be asked for
};

/// `address` for MAIL or RCPT. A domain with letters outside ASCII becomes A-labels, unless the
/// local part needs SMTPUTF8 anyway.
///
/// in:      address - "local@domain", a quoted local part may hold blanks; "" is the null sender
/// errors:  bad_input (control characters, '<' or '>', a blank outside quotes, an open quote, bytes
///          that are no UTF-8, over 320 bytes, a domain that is none)
/// source:  RFC 5321 4.1.2, RFC 6531 3.3, RFC 5890
Result<WireAddress> wire_address(std::string_view address);

/// `text` as xtext. source: RFC 3461 4
std::string xtext(std::string_view text);

/// The value of ORCPT= for `address`: "rfc822;..." or, outside ASCII, "utf-8;..." in its 7-bit
/// form. source: RFC 3461 4.2, RFC 6533 3
std::string orcpt(std::string_view address);

/// errors: bad_input (not NEVER, nor a list of SUCCESS, FAILURE and DELAY). source: RFC 3461 4.1
Result<void> check_notify(std::string_view notify);
/// errors: bad_input (not FULL or HDRS). source: RFC 3461 4.3
Result<void> check_ret(std::string_view ret);
/// errors: bad_input (over 100 bytes, or not printable ASCII). source: RFC 3461 4.4
Result<void> check_envid(std::string_view envid);

}  // namespace sendguard::forward

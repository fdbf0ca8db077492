// A message on standard input made ready to be checked: where it ends, its line ends, and the
// fields that a message must have and a caller may leave out. What comes out of here is what is
// checked and what leaves, but for the fields that no mail may leave with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/sendmail_addresses.h"

namespace sendguard::cli {

/// Reads until the end of input or, with `dot_ends`, until a line that is a single dot, which is
/// taken off.
///
/// in:     descriptor - stays the caller's; most - bytes
/// errors: limit (over `most`), io
Result<std::string> read_submission(int descriptor, bool dot_ends, std::size_t most);

/// `raw` with every CRLF and LF as CRLF, without an mbox's "From " line.
/// in: lone_cr - a CR alone is a line end too; else it stays, for the rules to judge
std::string with_crlf(std::string_view raw, bool lone_cr);

/// What is said in the fields that are missing.
struct MissingFields {
    std::string from_name;     ///< may be empty
    std::string from_address;  ///< "root@host.example.org"
    std::string date;          ///< RFC 5322 3.3
    std::string message_id;    ///< without angle brackets
};

/// `message` with From, Date and Message-ID in front where it has none. A message that does not
/// begin with a header field is all body.
/// in: message - CRLF line ends
std::string completed(std::string message, const MissingFields& missing);

/// Who To, Cc and Bcc name or, in a message that was resent, the newest block of Resent-* fields.
///
/// in:     message - CRLF line ends
/// errors: bad_input (addresses_in's)
/// source: RFC 5322 3.6.3, 3.6.6 (a newer block stands before older ones)
Result<std::vector<std::string>> header_recipients(std::string_view message,
                                                   const AddressRules& rules);

/// The one address that Sender, else From, names; "" when there is none or there are several.
std::string header_sender(std::string_view message, const AddressRules& rules);

/// `name` as it may stand before an address. in: name - no control characters
/// source: RFC 5322 3.2.5, RFC 2047 5
std::string display_name(std::string_view name);

}  // namespace sendguard::cli

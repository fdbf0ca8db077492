// Addresses as sendmail's callers write them, on the command line and in header fields, made into
// envelope addresses: parsed, completed with a domain, and fit for a server's command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

struct AddressRules {
    std::string_view domain;    ///< completes a bare local part
    bool leading_dash = false;  ///< an address may begin with '-': it stood after "--"
};

/// in:     text - one address, or a list as it stands in To, folded or not; "" gives none
/// out:    "local@domain" each, in order
/// errors: bad_input (control characters, a word that is no address, '-' in front)
/// source: RFC 5322 3.4, RFC 5321 4.1.2
Result<std::vector<std::string>> addresses_in(std::string_view text, const AddressRules& rules);

}  // namespace sendguard::cli

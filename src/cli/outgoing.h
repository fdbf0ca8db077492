// A checked draft made ready for the wire: its envelope, and its bytes without Bcc and our own
// fields.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/draft_check.h"
#include "forward/forward.h"

namespace sendguard::cli {

struct Outgoing {
    std::string source;
    std::string sender;                   ///< --from, else the one From address
    std::vector<std::string> recipients;  ///< --to, else To, Cc and Bcc
    std::string bytes;
};

/// in:     checked - with a draft, and a verdict that lets it go
/// errors: bad_input (no sender, no recipients, an address that cannot be read, no mail)
Result<Outgoing> prepare(const CheckedDraft& checked, const Request& request);

}  // namespace sendguard::cli

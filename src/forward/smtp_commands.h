// MAIL and RCPT as text: which parameters a message needs, and whether the server offers them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "forward/forward.h"
#include "forward/smtp_data.h"
#include "forward/smtp_reply.h"

namespace sendguard::forward {

struct Commands {
    std::string mail;                     ///< with CRLF
    std::vector<std::string> recipients;  ///< RCPT, with CRLF, in the transaction's order
    /// Why this server cannot take this message, for a person; "" = it can.
    std::string impossible;
    std::string
        note;  ///< what the server does not offer and the message can do without; may be empty
};

/// errors: bad_input (check_transaction's)
/// source: RFC 1870 (SIZE), 6152 (BODY), 6531 (SMTPUTF8), 3461 (RET, ENVID, NOTIFY, ORCPT)
Result<Commands> make_commands(const Transaction& transaction, const WireFacts& facts,
                               const Capabilities& ehlo);

}  // namespace sendguard::forward

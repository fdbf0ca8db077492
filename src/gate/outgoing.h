// The bytes of a judged message that leave, from those that came: our own header fields taken off
// and put in, all else as it was.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gate/hop_transaction.h"
#include "gate/mail_gate.h"

namespace sendguard::gate {

/// Takes the stuffed dots off. in: wire - CRLF line ends
std::string unstuffed(std::string_view wire);
/// Every line end CRLF, dots stuffed, a line end at the end.
std::string stuffed(std::string_view message);

/// in:      store - the message as it came, dots stuffed; decision - that lets it go
///          add - further header lines (Received), put before those of the decision
/// errors:  io
Result<Outgoing> make_outgoing(const MessageStore& store, const MailDecision& decision,
                               const std::vector<std::string>& add);

}  // namespace sendguard::gate

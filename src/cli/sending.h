// What `send` and `sendmail` have in common once a mail leaves: exit codes, and how a receipt
// reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "forward/forward.h"
#include "gate/answers.h"

namespace sendguard::cli {

gate::SendExit exit_for_error(Errc code);
gate::SendExit exit_for_outcome(forward::Outcome outcome);

/// A line a recipient, then one for the reply that ended it: "ben@example.org: 250 2.1.5 Ok".
std::vector<std::string> receipt_lines(const forward::Receipt& receipt);

/// What a person is told when nobody knows whether the mail was sent.
std::string unknown_outcome_text(std::string_view target);

}  // namespace sendguard::cli

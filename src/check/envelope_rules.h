// Rules that an envelope alone can break, so that an SMTP gate may say so at RCPT.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check/evaluate.h"

namespace sendguard::check {

/// The rules, by index, that evaluate_recipient() asks; worked out once for a policy.
std::vector<std::uint32_t> envelope_rules(const policy::Policy& policy);

/// The blocks that `recipient` alone brings about, whoever else receives the message and whatever
/// it says: rules made of recipients (`any`), the session's identity, gate and time only. Others,
/// and rules that more recipients could silence (`all`, `none`), wait for the message.
/// in: rules - envelope_rules()'; sender, recipient - as in the commands, without < and >
Evaluation evaluate_recipient(const policy::Policy& policy, const std::vector<std::uint32_t>& rules,
                              std::string_view sender, std::string_view recipient,
                              const Facts& facts);

}  // namespace sendguard::check

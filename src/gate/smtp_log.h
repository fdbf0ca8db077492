// What the SMTP gate writes to the log: one line a decision, without message text or addresses.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "check/finding.h"
#include "forward/forward.h"
#include "gate/metrics.h"
#include "policy/policy.h"

namespace sendguard::gate {

struct DecisionRecord {
    policy::GateKind gate = policy::GateKind::smtp;
    check::Verdict verdict = check::Verdict::error;
    MailAction action = MailAction::deferred;
    std::string rules;       ///< "a/b,c/d"
    std::string observed{};  ///< likewise of rules in mode observe
    std::string policy;      ///< its digest
    std::string digest{};    ///< of the mail's statement; "" = not known
    policy::Mode mode = policy::Mode::enforce;
    std::size_t recipients = 0;
    std::uint64_t bytes = 0;
    std::uint64_t session = 0;  ///< 0: none
    std::string listener;       ///< "" = none
    std::string user;           ///< login; "" = none
    std::string queue_id;       ///< the mail server's; "" = not known
    int reply_code = 0;
    std::chrono::nanoseconds took{0};
    std::optional<forward::Outcome> outcome{};  ///< of handing on, when that was tried
    std::string detail{};                       ///< what the next hop said, or why not
};
/// "forwarded", "observed", "refused", "deferred", "quarantined", "held"
std::string_view action_word(const DecisionRecord& record);

/// event=decision, and event=outcome_unknown after it when a second copy may come.
void log_decision(const Log& log, const DecisionRecord& record);

void log_recipient_refused(const Log& log, std::uint64_t session, std::string_view listener,
                           std::string_view rules, std::string_view policy);
void log_login(const Log& log, std::uint64_t session, std::string_view listener, bool accepted,
               std::string_view user);

/// "sha256:" and the first 12 digits, enough to tell policies apart.
std::string short_digest(std::string_view digest);

}  // namespace sendguard::gate

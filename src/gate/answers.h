// The one table of contract.md, "Answers": what each gate says to each verdict.
#pragma once

#include <string_view>

#include "check/finding.h"

namespace sendguard::gate {

/// Exit codes of `check`.
enum class CheckExit : int { clean = 0, stopped = 1, could_not_check = 2 };

/// sysexits.h, as `send` and `sendmail` use them.
enum class SendExit : int {
    sent = 0,
    usage = 64,
    data = 65,
    no_input = 66,
    no_user = 67,
    unavailable = 69,
    software = 70,
    temporary = 75,
    no_permission = 77,
    config = 78,
};

struct Answer {
    check::Verdict verdict;
    CheckExit check;
    CheckExit check_strict;
    SendExit send;  ///< what `send` ends with when the verdict decides; sent = "go on and forward"
    bool forward;   ///< the message may leave
    bool warn_header;  ///< with the Send-Guard: warn header
    int smtp_code;     ///< 0 = the next hop's own reply
    std::string_view smtp_enhanced;
    int http_status;
};

/// in: hold_store - a hold store is configured and `on_hold` is not refuse
const Answer& answer(check::Verdict verdict, bool hold_store);

/// What `check` ends with when the weakest action that stops is `fail_on`; the table's two columns
/// are those for hold (the default) and warn (--strict).
CheckExit check_exit(check::Verdict verdict, policy::Action fail_on);

}  // namespace sendguard::gate

// What people are told of holds by mail. Plain text, no word of the draft but its subject in the
// body, and a link that only opens the page: mail scanners follow links.
#pragma once

#include <string>
#include <vector>

#include "hold/hold.h"
#include "hold/store.h"

namespace sendguard::hold {

struct NoticeSettings {
    std::string from;  ///< address
    std::string page;  ///< URL of the reviewer's page, without a slash at its end; "" = none
};

/// Why it came to what the notice tells. Other acts may follow before it is sent: the release of a
/// draft whose glass is broken, a reminder.
std::string reason_of(const Notice& notice, const std::vector<Event>& history);

/// The whole mail, with CRLF line ends. It says that it is automatic, so that nothing answers it.
/// in:     reason - why it was rejected, returned, ...; may be empty
/// source: RFC 3834 (Auto-Submitted)
std::string notice_mail(const Hold& hold, const Notice& notice, const std::string& reason,
                        const std::string& date, const NoticeSettings& settings);

}  // namespace sendguard::hold

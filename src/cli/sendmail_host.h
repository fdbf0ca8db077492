// What a message without Date, Message-ID or From learns from this machine: its name, the user, the
// time, chance.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sendguard::cli {

/// This machine's fully qualified name; what gethostname(2) says where nobody knows more.
std::string host_name();

/// The login name of the user who runs the program; "uid-1234" where the system has none.
std::string login_name();

/// "Mon, 06 Jan 2020 15:20:00 +0100" in the machine's zone. source: RFC 5322 3.3
std::string mail_date(Timestamp time);

/// Time and 128 bits of chance, "20200106152000.0f...@host".
/// errors: internal (the system gives no random bytes)
Result<std::string> new_message_id(Timestamp time, std::string_view host);

}  // namespace sendguard::cli

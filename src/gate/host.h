// What a message or a greeting learns from this machine: its name, the time.
#pragma once

#include <string>

#include "base/time.h"

namespace sendguard::gate {

/// This machine's fully qualified name; what gethostname(2) says where nobody knows more.
std::string host_name();

/// "Mon, 06 Jan 2020 15:20:00 +0100" in the machine's zone. source: RFC 5322 3.3
std::string mail_date(Timestamp time);

}  // namespace sendguard::gate

// Points in time as the formats write them: RFC 3339 in options, statements and reports.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard {

using Timestamp = std::chrono::sys_seconds;

/// in:  "2026-12-01T12:00:00Z", an offset such as +01:00 in place of Z, or a date alone (UTC
/// midnight) errors: bad_input source: RFC 3339 5.6
Result<Timestamp> parse_rfc3339(std::string_view text);
std::string format_rfc3339(Timestamp time);  ///< in UTC, with Z

/// in:  "30d", "12h", "45m", "90s"
/// errors: bad_input
Result<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace sendguard

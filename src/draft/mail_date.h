// The time that a mail's Date field states.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace sendguard::draft {

/// in:     value - of the field, folded or not: "Mon, 5 Jan 2026 10:00:00 +0100 (CET)"
/// out:    in UTC; an unknown zone counts as UTC; nullopt when no date is seen
/// source: RFC 5322 3.3 and 4.3 (two-digit years, zones by letters)
std::optional<Timestamp> parse_mail_date(std::string_view value);

}  // namespace sendguard::draft

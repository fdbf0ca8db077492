// The time in a mail's Date field.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace sendguard::history {

/// in:     "Tue, 3 Feb 2026 10:00:00 +0100 (CET)", as RFC 5322 3.3 writes it, and its old forms: a
///         zone by name, two digits of the year, no seconds, no weekday
/// out:    nullopt - it is no such time; an unknown zone counts as UTC
std::optional<Timestamp> mail_time(std::string_view date);

}  // namespace sendguard::history

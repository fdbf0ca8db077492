// Times for people: in UTC, which is named, and how far away they are.
#pragma once

#include <string>

#include "base/time.h"

namespace sendguard::review {

std::string time_words(Timestamp time);                     ///< "2026-12-01 12:00 UTC"
std::string distance_words(Timestamp time, Timestamp now);  ///< "3 h ago", "in 20 min", "just now"

}  // namespace sendguard::review

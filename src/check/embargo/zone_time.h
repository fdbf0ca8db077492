// Zone arithmetic, by ICU: which instants a wall clock's time names in a zone.
//
// A time in the hour that a spring night leaves out names none; one in the hour that an autumn
// night has twice names two. g++ 12 has no time-zone database.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace sendguard::check {

using LocalTime = std::chrono::local_seconds;  ///< what a wall clock and a calendar show

/// Whether ICU knows a zone of that name, as the IANA database writes it: "Europe/Berlin".
bool is_zone(const std::string& name);

/// How far the zone's clocks are ahead of UTC at that instant; nullopt when there is no such zone.
std::optional<std::chrono::seconds> offset_at(const std::string& zone, Timestamp instant);

/// The instants at which the zone's clocks show `local`, in order: one, as a rule; none or two
/// where they are put forward or back.
std::vector<Timestamp> instants_at(const std::string& zone, LocalTime local);

}  // namespace sendguard::check

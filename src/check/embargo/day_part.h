// "In the evening", "de la tarde", "утра": what stands beside an hour of twelve and says which half
// of the day it is in. An hour of eight is twelve hours early where it is passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "check/embargo/tokens.h"
#include "check/embargo/written_time.h"

namespace sendguard::check {

enum class DayPart : std::uint8_t {
    morning,
    afternoon,
    evening,
    night,  ///< the one before midnight or the one after: the hour says which
};

struct DayPartHere {
    DayPart part = DayPart::morning;
    std::size_t end = 0;  ///< index of the token behind it
};

/// The part of a day whose name begins at token `at`, the longest.
std::optional<DayPartHere> day_part_at(const Tokens& tokens, std::size_t at);

/// Moves `clock` to that part of its day. Twelve in the evening or at night is midnight; what
/// cannot be is impossible ("15:00 in the morning").
void move_to(DayPart part, WrittenClock& clock);

}  // namespace sendguard::check

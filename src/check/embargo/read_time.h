// What a written time comes to: an instant, or the reason why it names none and what to write.
//
// Nothing is guessed that could move an embargo: what a careful reader would ask about is refused.
//   year missing     the first such day from 31 days ago on, if the weekday that stands there
//   agrees two digits       20.., where a month's name or dots say which number is the year
//   03/04/2027       refused, unless one reading is no date or the weekday fits one only
//   midnight         refused, as is 12 a.m.; 00:00 and 24:00 are read as ISO 8601 has them
//   CET in July      refused: of the hour or the zone one is wrong
//   02:30 in spring  refused in the night that leaves it out; in the night that has it twice an
//                    offset or a zone of summer or winter (02:30 CEST) says which
//   two times        "16:00 GMT / 11:00 EST" must be the same
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "check/embargo/written_time.h"

namespace sendguard::check {

/// Why a written time names no instant, the first that applies.
enum class EmbargoFault : std::uint8_t {
    none,
    no_date,  ///< or a weekday alone, or "tomorrow"
    no_year,
    no_time,
    no_zone,
    event,           ///< "until after the first reading": more than a time
    unreadable,      ///< a number that is no part of a time, a date that is none, 25:00
    ambiguous_date,  ///< 03/04/2027
    ambiguous_time,  ///< midnight
    ambiguous_zone,  ///< IST
    unknown_zone,    ///< also "local time"
    weekday,         ///< does not match the date
    season,          ///< CET in July
    gap,             ///< the hour that is left out in spring
    overlap,         ///< the hour that stands twice in autumn
    disagreement,    ///< two times, or two zones, that are not the same
};

struct ReadTime {
    std::optional<Timestamp> until;
    std::optional<Timestamp> latest;  ///< no reading ends later; nullopt when that cannot be told
    EmbargoFault fault = EmbargoFault::none;
    std::string reason;  ///< what is wrong and what to write; "" when `until` is known
};

/// cost: a zone is looked up for each time that stands there
ReadTime read_time(const WrittenTime& written, Timestamp now);

}  // namespace sendguard::check

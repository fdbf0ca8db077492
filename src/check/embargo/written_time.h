// A time as people write it, taken apart: dates, clock times, zones and weekdays in any order, with
// the words that join them. What they come to is said in read_time.h.
//
// The languages' orders differ ("2 March 2027", "March 2, 2027", "2027年3月2日", "00:01 GMT,
// Tuesday 2 March"), the pieces do not; so each piece is looked for where the last one ended, and
// the first word that is none ends the time. A number that is no piece makes it unreadable, never
// shorter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/embargo/tokens.h"
#include "check/embargo/zone_words.h"

namespace sendguard::check {

struct CalendarDate {
    int year = 0;  ///< 0: not written
    int month = 0;
    int day = 0;
    bool operator==(const CalendarDate&) const = default;
};

struct WrittenDate {
    std::vector<CalendarDate> readings;  ///< two of "03/04/2027"; else one
    std::string text;                    ///< as it is written
    bool short_year = false;             ///< "'27", read as 2027
    std::size_t end = 0;                 ///< index of the token behind it
    std::size_t clocks_before = 0;       ///< clock times that stand before it
};

enum class ClockDoubt : std::uint8_t {
    none,
    midnight,    ///< "midnight", "12 a.m.": of the night before, or after
    impossible,  ///< "25:00", "13 p.m."
};

struct WrittenClock {
    int hour = 0, minute = 0, second = 0;  ///< hour 24: the day's end
    ClockDoubt doubt = ClockDoubt::none;
    std::string text;     ///< as it is written
    std::size_t end = 0;  ///< index of the token behind it
};

struct WrittenTime {
    struct Zone {
        std::size_t clock = 0;  ///< index into `clocks` of the time that it stands with
        WrittenZone zone;
    };
    struct Weekday {
        std::size_t date = 0;    ///< index into `dates` of the date that it stands with
        std::uint8_t which = 0;  ///< bit 0 is Sunday; several where languages differ
        std::string text;
    };
    std::vector<WrittenDate> dates;
    std::vector<WrittenClock> clocks;
    std::vector<Zone> zones;
    std::vector<Weekday> weekdays;
    std::string stray;         ///< a number that is neither date nor time; "" = none
    std::string relative_day;  ///< "tomorrow"; "" = none
    std::string event;         ///< words between "until" and the time: "after the first reading"
    std::size_t begin = 0, end = 0;  ///< tokens; equal when there is nothing

    bool empty() const { return dates.empty() && clocks.empty() && weekdays.empty(); }
};

/// Where reading begins and how far it may look.
struct TimeSearch {
    std::size_t from = 0;          ///< index of a token
    std::size_t skip_unknown = 0;  ///< so many other words may stand before the first piece
};

/// The time that is written from a token on. It may go on in the next line while a part is missing.
///
/// in: folded - what the tokens were made from
WrittenTime read_written_time(const Tokens& tokens, std::string_view folded, TimeSearch search);

/// The date that begins at token `at`, the longest there is: "2 March 2027", "March 2nd",
/// "02.03.2027", "2027-03-02", "20270302", "3月2日".
std::optional<WrittenDate> date_at(const Tokens& tokens, std::size_t at, std::string_view folded);

/// The clock time that begins at token `at`: "10:00", "10.30 Uhr", "10 h 30", "0001 hrs",
/// "10 a.m.", "12 noon", "midnight", "午前10時".
std::optional<WrittenClock> clock_at(const Tokens& tokens, std::size_t at, std::string_view folded);

}  // namespace sendguard::check

// The names of months and weekdays, as ICU knows them in the languages that embargo lines are
// written in, and the words that stand around a time: "at", "Uhr", "p.m.", "midi", "jusqu'au".
#pragma once

#include <cstdint>
#include <string_view>

namespace sendguard::check {

/// What a word may name; in two languages it may name two things ("mar": March, Tuesday).
struct DateWord {
    std::uint16_t months = 0;   ///< bit 0 is January
    std::uint8_t weekdays = 0;  ///< bit 0 is Sunday
    std::uint8_t month_in = 0;  ///< date_language bits in which it names a month
    std::uint8_t short_in = 0;  ///< bits in which it is a weekday's short form
    bool whole_day = false;     ///< a weekday's whole name in some language
};

/// The languages whose short forms of weekdays are told apart: "sam" is no English word for a day.
namespace date_language {
inline constexpr std::uint8_t english = 1, german = 2, french = 4, spanish = 8, italian = 16,
                              portuguese = 32, dutch = 64, polish = 128;
}

/// in:     word - in the form of plain()
/// cost:   the first call loads the names of all languages, some milliseconds
/// source: ICU's DateFormatSymbols (CLDR)
DateWord date_word(std::string_view word);

/// Words that join the parts of a written time and say nothing by themselves: "on", "le", "dnia".
bool is_link_word(std::string_view word);
/// Words that a zone's name stands with: "time", "Zeit", "heure", "hora".
bool is_time_word(std::string_view word);
/// Words behind an hour: "Uhr", "h", "hrs", "uur", "時".
bool is_hour_word(std::string_view word);
/// Words before an hour: "godz", "ore", "kl".
bool is_hour_prefix(std::string_view word);
bool is_noon_word(std::string_view word);
bool is_midnight_word(std::string_view word);
/// Words that name a day by where it stands: "today", "morgen", "demain".
bool is_relative_day(std::string_view word);

}  // namespace sendguard::check

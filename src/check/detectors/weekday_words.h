// The words of weekdays beside dates, as weekday_mismatch.cpp reads them: short forms count in
// their own language, two letters in few places.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "check/embargo/tokens.h"
#include "check/embargo/written_time.h"

namespace sendguard::check {

/// The date that a weekday is judged beside.
struct Beside {
    std::uint8_t months_in = 0;  ///< languages of its month's name; 0: it is written in numbers
    bool dotted = false;         ///< "2.12.2026", "2. Dezember"
};
/// in: at - the date's first token
Beside beside_of(const Tokens& tokens, std::size_t at, const WrittenDate& date);

/// False for most texts: none of the words is a weekday beside any date.
bool may_name_weekday(std::string_view folded);
/// The weekdays that the token at `at` names and that is no month in any language; bit 0 is Sunday.
std::uint8_t weekdays_at(const Tokens& tokens, std::size_t at, const Beside& date);
/// "quinta-feira" is three tokens: the weekday of the first. in: feira - the last of them
std::uint8_t portuguese_weekday(const Tokens& tokens, std::size_t feira);
/// Whether the token is a weekday's name, beside whatever.
bool names_weekday(const Tokens& tokens, std::size_t at);

bool is_listed(const Token& token, std::span<const std::string_view> words);
/// Whether a stop stands right behind the token.
bool has_stop(const Tokens& tokens, std::size_t at);

}  // namespace sendguard::check

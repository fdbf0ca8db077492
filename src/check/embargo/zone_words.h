// The zones that a written time may name: abbreviations, offsets, IANA names, and the words that
// people write in their place ("Paris time", "hora peninsular", "US Eastern").
//
// An abbreviation of summer or winter time has its offset and a zone whose clocks must show it
// then: CET in July is a mistake, and the hour is in doubt. What stands for two zones names none.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "check/embargo/tokens.h"

namespace sendguard::check {

enum class ZoneDoubt : std::uint8_t {
    none,
    ambiguous,  ///< IST: India, Ireland, Israel
    unknown,    ///< no zone that is known
    local,      ///< "local time", of a place that is not said
};

struct WrittenZone {
    std::string name;  ///< as it is best written: "CET", "Paris", "+01:00"
    std::string iana;  ///< whose clocks count; "" for a bare offset
    std::optional<std::chrono::minutes> offset;
    std::string season_twin;  ///< of CET, CEST; "" when there is none
    ZoneDoubt doubt = ZoneDoubt::none;
    std::string meanings;            ///< of an ambiguous one
    std::array<int, 3> may_be = {};  ///< its offsets in minutes
    bool place = false;              ///< a town or country that no word such as "time" stands with
};

struct ZoneHere {
    WrittenZone zone;
    std::size_t end = 0;  ///< index of the token behind it
};

/// The zone whose name begins at token `at`.
///
/// in: folded - what the tokens were made from
///     after_clock - an hour stands right before it: bare offsets and small letters count
std::optional<ZoneHere> zone_at(const Tokens& tokens, std::size_t at, std::string_view folded,
                                bool after_clock);

}  // namespace sendguard::check

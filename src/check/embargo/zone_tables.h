// The tables of zone_words.h. They name what has been seen in embargo lines, not all there is.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace sendguard::check {

inline constexpr int kNoOffset = 10'000;

/// An abbreviation. `offset` in minutes; kNoOffset: summer or winter, as the date says.
struct ZoneAbbreviation {
    std::string_view word;  ///< in the form of plain()
    std::string_view name;
    std::string_view iana;  ///< "" = a bare offset from UTC
    int offset;
    std::string_view season_twin;
};
std::span<const ZoneAbbreviation> zone_abbreviations();

/// An abbreviation that stands for several zones.
struct AmbiguousZone {
    std::string_view word;
    std::string_view meanings;
    std::array<int, 3> offsets;  ///< of these, in minutes
};
std::span<const AmbiguousZone> ambiguous_zones();

/// Words in a row that name a zone: of a phrase ("hora peninsular") by themselves, of a place
/// ("new york") beside a word such as "time" or in brackets.
struct ZonePhrase {
    std::string_view words;  ///< in the form of plain(), separated by blanks
    std::string_view zone;   ///< an IANA name, or an abbreviation's name
};
std::span<const ZonePhrase> zone_phrases();
std::span<const ZonePhrase> zone_places();

}  // namespace sendguard::check

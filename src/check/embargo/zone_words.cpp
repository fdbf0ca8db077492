#include "check/embargo/zone_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "check/embargo/date_words.h"
#include "check/embargo/zone_tables.h"
#include "check/embargo/zone_time.h"

namespace sendguard::check {
namespace {

constexpr int kMostOffset = 14 * 60;  // Kiribati

using Here = std::optional<ZoneHere>;

bool is_sign(const Tokens& tokens, std::size_t at, std::string_view sign) {
    return at < tokens.size() && tokens[at].kind == TokenKind::sign && tokens[at].is(sign);
}

WrittenZone from_offset(int minutes) {
    const auto size = std::abs(minutes);
    WrittenZone zone;
    zone.name = fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
    zone.offset = std::chrono::minutes(minutes);
    return zone;
}

/// "+01:00", "-0500", "+5:30", "+1" at `at`. A bare "-5" is none: it may go on from the time.
Here offset_from(const Tokens& tokens, std::size_t at, bool behind_utc) {
    const bool minus = is_sign(tokens, at, "-");
    if (!minus && !is_sign(tokens, at, "+")) return std::nullopt;
    const auto n = at + 1;
    if (n >= tokens.size() || !tokens[n].is_number()) return std::nullopt;
    if (!tokens[n].glued && !behind_utc) return std::nullopt;
    const auto& number = tokens[n];
    int minutes =
        number.digits() > 2 ? number.value / 100 * 60 + number.value % 100 : number.value * 60;
    auto end = n + 1;
    const bool colon = number.digits() <= 2 && is_sign(tokens, end, ":") && tokens[end].glued &&
                       end + 1 < tokens.size() && tokens[end + 1].digits() == 2;
    if (colon) {
        minutes += tokens[end + 1].value;
        end += 2;
    }
    if (minus && !behind_utc && !colon && number.digits() != 4) return std::nullopt;
    if (number.digits() > 4 || minutes > kMostOffset) return std::nullopt;
    return ZoneHere{from_offset(minus ? -minutes : minutes), end};
}

WrittenZone from_abbreviation(const ZoneAbbreviation& row) {
    WrittenZone zone;
    zone.name = row.name;
    zone.iana = row.iana;
    zone.season_twin = row.season_twin;
    if (row.offset != kNoOffset) zone.offset = std::chrono::minutes(row.offset);
    return zone;
}

WrittenZone from_place(std::string_view words, std::string_view iana) {
    for (const auto& row : zone_abbreviations()) {
        if (row.name == iana) return from_abbreviation(row);
    }
    WrittenZone zone;
    zone.name = words;
    zone.iana = iana;
    return zone;
}

/// Small letters count right behind an hour only, where no other word of the line can stand:
/// "west" and "est" are words.
bool may_abbreviate(const Token& token, bool after_clock) {
    return token.capitals ||
           (after_clock && token.text.size() >= 3 && !token.is("west") && !token.is("est"));
}

Here abbreviation_at(const Tokens& tokens, std::size_t at, bool after_clock) {
    const auto& token = tokens[at];
    if (token.is("z") && token.glued && at > 0 && tokens[at - 1].is_number())
        return ZoneHere{from_abbreviation(zone_abbreviations().front()), at + 1};
    if (!may_abbreviate(token, after_clock)) return std::nullopt;
    for (const auto& row : zone_abbreviations()) {
        if (!token.is(row.word)) continue;
        ZoneHere here{from_abbreviation(row), at + 1};
        if (!row.iana.empty()) return here;
        return offset_from(tokens, at + 1, true).value_or(here);
    }
    for (const auto& row : ambiguous_zones()) {
        if (!token.is(row.word)) continue;
        ZoneHere here{.zone = {.name = fmt::format("{}", row.word)}, .end = at + 1};
        std::ranges::transform(here.zone.name, here.zone.name.begin(),
                               [](char c) { return static_cast<char>(c - 'a' + 'A'); });
        here.zone.doubt = ZoneDoubt::ambiguous;
        here.zone.meanings = row.meanings;
        here.zone.may_be = row.offsets;
        return here;
    }
    return std::nullopt;
}

/// "Europe/Berlin", "America/Argentina/Buenos_Aires".
Here iana_at(const Tokens& tokens, std::size_t at, std::string_view folded) {
    auto end = at + 1;
    while (is_sign(tokens, end, "/") && end + 1 < tokens.size() && tokens[end + 1].is_word() &&
           tokens[end].glued && tokens[end + 1].glued)
        end += 2;
    if (end == at + 1) return std::nullopt;
    const auto begin = tokens[at].begin;
    std::string name(folded.substr(begin, tokens[end - 1].end - begin));
    if (!is_zone(name)) return std::nullopt;
    WrittenZone zone;
    zone.name = name;
    zone.iana = std::move(name);
    return ZoneHere{std::move(zone), end};
}

/// The longest row that stands at `at`.
const ZonePhrase* longest(std::span<const ZonePhrase> rows, const Tokens& tokens, std::size_t at) {
    const ZonePhrase* best = nullptr;
    for (const auto& row : rows) {
        if (!stands_at(tokens, at, row.words)) continue;
        if (best == nullptr || row.words.size() > best->words.size()) best = &row;
    }
    return best;
}

bool is_time(const Tokens& tokens, std::size_t at) {
    return at < tokens.size() && tokens[at].is_word() && is_time_word(tokens[at].text);
}

/// Whether the place in [at, end) is named for its time: "Paris time", "heure de Paris", "(Paris)".
bool names_time(const Tokens& tokens, std::size_t at, std::size_t end, bool after_clock) {
    if (after_clock || is_time(tokens, end)) return true;
    if (at == 0) return false;
    if (is_time(tokens, at - 1)) return true;
    if (at >= 2 && is_link_word(tokens[at - 1].text) && is_time(tokens, at - 2)) return true;
    const bool linked = at >= 2 && is_link_word(tokens[at - 1].text);
    return is_sign(tokens, at - (linked ? 2 : 1), "(") && is_sign(tokens, end, ")");
}

Here place_at(const Tokens& tokens, std::size_t at, std::string_view folded, bool after_clock) {
    const auto* row = longest(zone_places(), tokens, at);
    if (row == nullptr) return std::nullopt;
    const auto end = at + count_words(row->words);
    const auto begin = tokens[at].begin;
    auto zone = from_place(folded.substr(begin, tokens[end - 1].end - begin), row->zone);
    zone.place = !names_time(tokens, at, end, after_clock);
    return ZoneHere{std::move(zone), end};
}

constexpr auto kLocal = std::to_array<std::string_view>(
    {"local time", "ortszeit", "lokalzeit", "heure locale", "hora local", "ora locale",
     "lokale tijd", "plaatselijke tijd", "czasu lokalnego", "czasu miejscowego", "lokal tid",
     "местного времени", "местному времени", "місцевим часом", "місцевого часу", "現 地 時 間",
     "현지시간"});

Here local_at(const Tokens& tokens, std::size_t at) {
    for (const auto words : kLocal) {
        if (!stands_at(tokens, at, words)) continue;
        WrittenZone zone;
        zone.name = "local time";
        zone.doubt = ZoneDoubt::local;
        return ZoneHere{std::move(zone), at + count_words(words)};
    }
    return std::nullopt;
}

}  // namespace

std::optional<ZoneHere> zone_at(const Tokens& tokens, std::size_t at, std::string_view folded,
                                bool after_clock) {
    if (at >= tokens.size()) return std::nullopt;
    if (tokens[at].kind == TokenKind::sign)
        return after_clock ? offset_from(tokens, at, false) : std::nullopt;
    if (!tokens[at].is_word()) return std::nullopt;
    if (const auto* row = longest(zone_phrases(), tokens, at))
        return ZoneHere{from_place(folded.substr(tokens[at].begin,
                                                 tokens[at + count_words(row->words) - 1].end -
                                                     tokens[at].begin),
                                   row->zone),
                        at + count_words(row->words)};
    if (auto here = local_at(tokens, at)) return here;
    if (auto here = iana_at(tokens, at, folded)) return here;
    if (auto here = abbreviation_at(tokens, at, after_clock)) return here;
    return place_at(tokens, at, folded, after_clock);
}

}  // namespace sendguard::check

// An event that is told of as past and bears a date that lies ahead, or far back. A robot once
// mailed the news of an earthquake that "occurred" eight years later: the quake was of 1925, and
// its year had been stored wrongly.
//
// The idea: in one line, a verb of something that happened stands near a date with a year. Kinds:
//   ahead   the date is more than a day after now
//   old     it is more than kOldYears back, and the text calls it news ("just", "breaking", "now")
// source: embargo/written_time.h (dates as they are written)
#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/numbers.h"
#include "check/embargo/tokens.h"
#include "check/embargo/written_time.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kNear = 12;  ///< words between the verb and the date
constexpr int kOldYears = 20;

// Verbs of what happened, as tokens have them, without accents.
constexpr std::string_view kVerbs[] = {
    "occurred",  "killed",        "landfall",     "injured",       "destroyed",      "produjo",
    "totete",    "happened",      "struck",       "hit",           "erupted",        "exploded",
    "crashed",   "recorded",      "registered",   "collapsed",     "shook",          "died",
    "ereignete", "geschah",       "erschutterte", "verzeichnet",   "registriert",    "produit",
    "frappe",    "enregistre",    "secoue",       "ocurrio",       "sucedio",        "sacudio",
    "registro",  "verificato",    "colpito",      "registrato",    "plaatsgevonden", "gebeurde",
    "getroffen", "geregistreerd", "ocorreu",      "aconteceu",     "registado",      "atingiu",
    "wystapiło", "wydarzyło",     "uderzyło",     "zarejestrowano"};
constexpr std::string_view kNews[] = {"breaking", "just",   "now",    "eilmeldung",
                                      "soeben",   "urgent", "alerte", "última",
                                      "ultima",   "pilne",  "alert",  "automated"};

bool is_one_of(std::span<const std::string_view> words, const Token& token) {
    return token.is_word() && std::ranges::find(words, token.text) != words.end();
}

std::string clause_of(const DetectorInput& input, const WrittenDate& date, bool news) {
    if (date.readings.size() != 1 || date.readings[0].year == 0) return {};
    const auto& read = date.readings[0];
    const auto ymd = std::chrono::year(read.year) / read.month / read.day;
    if (!ymd.ok()) return {};
    const auto today = std::chrono::floor<std::chrono::days>(input.now);
    const std::chrono::sys_days day = ymd;
    if (day > today + std::chrono::days(1) && asks_for(input.condition, "ahead"))
        return "told of as past, and " + date.text + " lies ahead";
    if (news && day < today - std::chrono::days(366 * kOldYears) &&
        asks_for(input.condition, "old"))
        return "told of as news, and " + date.text + " is long past";
    return {};
}

/// Whether a sentence ends with token `at`: a stop, no number before it ("29. Juni"), a capital
/// behind.
bool ends_sentence(const Tokens& tokens, std::size_t at) {
    const bool stop = tokens[at].is(".") || tokens[at].is("!") || tokens[at].is("?");
    return stop && at > 0 && (tokens[at - 1].digits() == 0 || tokens[at - 1].digits() == 4) &&
           at + 1 < tokens.size() && tokens[at + 1].capital && !tokens[at + 1].glued;
}

/// The tokens within kNear of token `at` and within its sentence.
std::pair<std::size_t, std::size_t> around(const Tokens& tokens, std::size_t at) {
    auto from = at, to = at;
    while (from > 0 && at - from < kNear && !ends_sentence(tokens, from - 1)) --from;
    while (to < tokens.size() && to - at < kNear && !ends_sentence(tokens, to)) ++to;
    return {from, to};
}

struct Found {
    std::size_t begin = 0, end = 0;  ///< bytes of the folded line
    std::string clause;
};

Found look_at(const DetectorInput& input, const std::string& folded) {
    const Tokens tokens = tokens_of(folded);
    const bool news =
        std::ranges::any_of(tokens, [](const Token& token) { return is_one_of(kNews, token); });
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!is_one_of(kVerbs, tokens[i])) continue;
        const auto [from, to] = around(tokens, i);
        for (auto at = from; at < to; ++at) {
            const auto date = date_at(tokens, at, folded);
            if (!date) continue;
            if (auto clause = clause_of(input, *date, news); !clause.empty())
                return {tokens[std::min(i, at)].begin, tokens[std::max(i, date->end - 1)].end,
                        clause};
            at = std::max(at, date->end - 1);
        }
    }
    return {};
}

/// Whether a number can be, or begin with, a year that the condition is about.
bool is_year_in_question(const DetectorInput& input, std::string_view number) {
    if ((number.size() != 4 && number.size() != 8) || !all_digits(number)) return false;
    int year = 0;
    for (const char c : number.substr(0, 4)) year = year * 10 + (c - '0');
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(input.now));
    const int now = static_cast<int>(today.year());
    return year < 2200 && year > 1500 &&
           ((year >= now && asks_for(input.condition, "ahead")) ||
            (year <= now - kOldYears && asks_for(input.condition, "old")));
}

std::optional<Detection> look_at_line(const DetectorInput& input, const draft::Passage& passage,
                                      std::size_t begin, std::size_t end) {
    const auto line = passage.text.substr(begin, end - begin);
    const std::string folded = draft::fold(line);
    const auto found = look_at(input, folded);
    if (found.clause.empty()) return std::nullopt;
    const auto place = draft::unfold(line, found.begin, found.end);
    return Detection{draft::locate(input.draft, passage, begin + place.first, begin + place.second),
                     found.clause};
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    for (const auto& passage : input.draft.passages) {
        if (passage.place != draft::Place::body && passage.place != draft::Place::subject) continue;
        const auto text = passage.text;
        std::size_t past = 0;
        // Years are rare: only their lines are worth their tokens.
        for (const auto& word : number_words(text)) {
            if (word.begin < past ||
                !is_year_in_question(input, text.substr(word.begin, word.size())))
                continue;
            const auto before = text.find_last_of("\r\n", word.begin);
            const auto begin = before == std::string_view::npos ? 0 : before + 1;
            past = std::min(text.find_first_of("\r\n", word.end), text.size());
            if (auto found = look_at_line(input, passage, begin, past)) {
                out.push_back(std::move(*found));
                break;
            }
        }
    }
    return out;
}

}  // namespace

Detector future_event_detector() {
    return {"future-event",
            "an event that is told of as past and lies ahead, or as news and is long past",
            {"ahead", "old"},
            {},
            detect};
}

}  // namespace sendguard::check

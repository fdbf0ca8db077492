// A weekday that does not fall on the date it stands beside: "Tuesday, 14 August 2013" was a
// Wednesday. One of the two is wrong, and readers come on the wrong day. A weekday beside 31
// November has no date at all.
//
// The idea: a full date has a year of four digits, which is cheap to find; only around one are the
// words read. A weekday counts when nothing but a sign or a word such as "on", "den" stands between
// it and the date, on either side; words of a range ("until", "ab") join nothing. One behind a date
// counts only when the clause ends with it. A short form counts in its own language: "Sam" is a
// Saturday in French, and a name beside "December".
// Limits: a date without its year is not judged; years before 1924 are left alone, since parts of
// Europe counted by the Julian calendar until then; so are the lists of stamps that programs write,
// and what says that it repeats ("every Monday").
// source: ICU's names of weekdays and months (check/embargo/date_words.h); ISO 8601 for the days
#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <chrono>
#include <span>

#include "base/limits.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/numbers.h"
#include "check/detectors/weekday_words.h"
#include "check/embargo/date_words.h"
#include "check/embargo/written_time.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

namespace chr = std::chrono;

constexpr std::size_t kBefore = 72;  ///< bytes; "Donnerstag, den 24. September " is 30
constexpr std::size_t kBehind = 32;
constexpr std::size_t kFewStamps = 3;  ///< so many stamps are a program's list
constexpr int kFirstYear = 1924;
constexpr int kLastYear = 2099;
constexpr auto kNoToken = Tokens::size_type(-1);
constexpr std::string_view kDayNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};

/// The next "19.." or "20.." that is a number of its own, from `at` on; npos when there is none.
std::size_t find_year(std::string_view text, std::size_t at) {
    for (; at + 4 <= text.size(); ++at) {
        const char first = text[at];
        if ((first != '1' && first != '2') || text[at + 1] != (first == '1' ? '9' : '0')) continue;
        if (!is_ascii_digit(text[at + 2]) || !is_ascii_digit(text[at + 3])) continue;
        if (at > 0 && is_ascii_digit(text[at - 1])) continue;
        if (at + 4 < text.size() && is_ascii_digit(text[at + 4])) continue;
        return at;
    }
    return std::string_view::npos;
}

/// Whether the token may stand between a weekday and its date. Words of a range may not: "Wednesday
/// to 30 September" names two days.
bool joins(const Tokens& tokens, std::size_t at) {
    constexpr std::string_view kLinks[] = {"on", "the", "den", "dem", "der", "am",   "le",
                                           "el", "il",  "de",  "op",  "dia", "dnia", "a"};
    const auto& token = tokens[at];
    // A line may end behind a comma; else the day over a date heads something else.
    if (token.is_line_end()) return at > 0 && tokens[at - 1].is(",");
    if (token.is_word()) return is_listed(token, kLinks);
    // A stop ends a short form, and behind a whole name a sentence.
    if (token.is("."))
        return at > 0 && token.glued && tokens[at - 1].is_word() &&
               !date_word(tokens[at - 1].text).whole_day;
    return token.is(",") || token.is("(");
}

/// "Harbour Sun, 2 March 2027" is where something was printed.
bool is_newspaper(const Tokens& tokens, std::size_t at) {
    if (!tokens[at].is("sun") || at == 0) return false;
    const auto& before = tokens[at - 1];
    return before.is("-") || before.is("the") || (before.is_word() && before.capital);
}

/// Words that stand between two weekdays of a range or a list.
bool ranges(const Token& token) {
    constexpr std::string_view kWords[] = {"to",  "through", "thru", "until", "till", "and",  "or",
                                           "bis", "und",     "oder", "a",     "au",   "et",   "ou",
                                           "al",  "y",       "o",    "hasta", "e",    "fino", "tot",
                                           "en",  "of",      "do",   "i",     "ate"};
    return is_listed(token, kWords) || token.is("-") || token.is("/") || token.is(",") ||
           token.is("&") || token.is("+");
}

/// Whether the weekday at `at` ends a range or a list, or repeats: "Monday to Friday, ..." and
/// "every Friday, ..." are of no single day.
bool is_one_of_several(const Tokens& tokens, std::size_t at) {
    constexpr std::string_view kEvery[] = {
        "every", "each",   "any",    "jeden", "jede",   "jeder", "jedem",   "alle",
        "tous",  "toutes", "chaque", "todos", "todas",  "cada",  "ogni",    "tutti",
        "elke",  "iedere", "kazdy",  "kazda", "kazdym", "co",    "nachster"};
    for (std::size_t back = 1; back <= 2 && back <= at; ++back) {
        if (is_listed(tokens[at - back], kEvery)) return true;
    }
    // "not Friday, 2 December"; a song, a book's hero, a club.
    constexpr std::string_view kNot[] = {"not",  "than", "nicht", "statt", "pas",      "non",
                                         "niet", "nie",  "man",   "ruby",  "sheffield"};
    constexpr std::string_view kArticles[] = {"the", "le", "el", "il", "den", "dem"};
    if (at > 0 && is_listed(tokens[at - 1], kNot)) return true;
    if (tokens[at].is("feira") && at >= 2) at -= 2;
    if (at > 0 && is_listed(tokens[at - 1], kArticles)) --at;
    if (at < 2 || !ranges(tokens[at - 1])) return false;
    return names_weekday(tokens, at - 2) || (at >= 3 && names_weekday(tokens, at - 3));
}

/// Whether its year is written out: "November 14-16" has none.
bool is_whole(const WrittenDate& date) {
    return !date.readings.empty() && date.readings.front().year != 0 && !date.short_year &&
           find_year(date.text, 0) != std::string_view::npos;
}

/// The weekday that stands before token `date`; npos when none does.
std::size_t weekday_before(const Tokens& tokens, std::size_t date, const Beside& beside) {
    for (std::size_t back = 1; back <= 3 && back <= date; ++back) {
        const auto at = date - back;
        if (weekdays_at(tokens, at, beside) != 0)
            return is_newspaper(tokens, at) || is_one_of_several(tokens, at) ? kNoToken : at;
        if (!joins(tokens, at)) break;
    }
    return kNoToken;
}

/// Whether a clause ends before token `at`, or an hour stands there: "2 March 2027, Tuesday" is a
/// date, "from 2 March 2027, Tuesday classes move" is none.
bool ends_clause(const Tokens& tokens, std::size_t at) {
    constexpr std::string_view kAt[] = {"at", "um", "a", "om", "alle", "o", "as"};
    if (at >= tokens.size() || tokens[at].is_line_end() || tokens[at].is_number()) return true;
    if (tokens[at].is_word()) return is_listed(tokens[at], kAt) && !names_weekday(tokens, at + 1);
    if (tokens[at].is("'") || tokens[at].is("-") || tokens[at].is("/") || tokens[at].is("&"))
        return false;
    return !names_weekday(tokens, at + 1);
}

/// The weekday behind the date that ends before token `end`: ", Tuesday" or "(Tuesday)".
std::size_t weekday_behind(const Tokens& tokens, std::size_t end, std::string_view folded,
                           const Beside& beside) {
    if (end + 1 >= tokens.size() || !(tokens[end].is(",") || tokens[end].is("("))) return kNoToken;
    const auto at = end + 1;
    if (weekdays_at(tokens, at, beside) == 0) return kNoToken;
    auto behind = at + 1;
    // "Sam" behind a comma is a name; in brackets or with its stop it is short for a day.
    if (has_stop(tokens, at) && !date_word(tokens[at].text).whole_day) {
        ++behind;
    } else if (!date_word(tokens[at].text).whole_day && !tokens[end].is("(")) {
        return kNoToken;
    }
    if (portuguese_weekday(tokens, at + 2) != 0) behind = at + 3;
    if (!ends_clause(tokens, behind)) return kNoToken;
    for (auto next = at + 1; next < std::min(at + 4, tokens.size()); ++next) {
        if (date_at(tokens, next, folded)) return kNoToken;
    }
    return at;
}

/// Whether one of a month's last days is meant that it does not have: 31 November.
bool is_no_day(const WrittenDate& date) {
    constexpr int kMostDays = 31;
    if (date.readings.size() != 1) return false;
    const auto& read = date.readings.front();
    const bool shaped = read.year >= kFirstYear && read.year <= kLastYear && read.month >= 1 &&
                        read.month <= 12 && read.day >= 1 && read.day <= kMostDays;
    return shaped && !(chr::year(read.year) / read.month / read.day).ok();
}

/// The weekday of a date that exists; nullopt for 30 February.
std::optional<unsigned> weekday_of(const CalendarDate& date) {
    if (date.year < kFirstYear || date.year > kLastYear) return std::nullopt;
    const chr::year_month_day day{chr::year(date.year), chr::month(unsigned(date.month)),
                                  chr::day(unsigned(date.day))};
    if (!day.ok()) return std::nullopt;
    return chr::weekday(chr::sys_days(day)).c_encoding();
}

/// What the date's day is, when no reading of it falls on one of `named`; "" when one does.
std::string_view other_day(const WrittenDate& date, std::uint8_t named) {
    std::string_view other;
    for (const auto& reading : date.readings) {
        const auto day = weekday_of(reading);
        if (!day || ((named >> *day) & 1U) != 0) return "";
        other = kDayNames[*day];
    }
    return other;
}

class Reader {
  public:
    Reader(const draft::Draft& draft, const draft::Passage& passage, std::vector<Detection>& out)
        : draft_(draft), passage_(passage), out_(out) {}

    /// in: words - the number words of the passage's text
    void read(const std::vector<NumberWord>& words) {
        const auto text = passage_.text;
        for (const auto& word : words) {
            const auto whole = text.substr(0, word.end);
            for (auto at = find_year(whole, word.begin); at != std::string_view::npos && !is_full();
                 at = find_year(whole, at + 4)) {
                const auto begin = cut(at > kBefore ? at - kBefore : 0);
                look_at(std::max(begin, done_), cut(std::min(text.size(), at + 4 + kBehind)), at);
            }
        }
        hand_on();
    }

  private:
    std::size_t cut(std::size_t at) const {
        const auto text = passage_.text;
        while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
            --at;
        return at;
    }

    /// The window [begin, end) of the text, in which a year stands at `year`.
    void look_at(std::size_t begin, std::size_t end, std::size_t year) {
        const auto window = passage_.text.substr(begin, end - begin);
        const auto folded = draft::fold(window);
        if (!may_name_weekday(folded)) return;
        const auto tokens = tokens_of(folded);
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            const auto date = date_at(tokens, at, folded);
            if (!date || !is_whole(*date)) continue;
            if (tokens[at].glued && at > 0 && !tokens[at - 1].is("(")) continue;
            if (judge(tokens, folded, window, begin, at, *date)) done_ = year + 4;
            at = date->end - 1;
        }
    }

    bool judge(const Tokens& tokens, std::string_view folded, std::string_view window,
               std::size_t begin, std::size_t at, const WrittenDate& date) {
        const auto beside = beside_of(tokens, at, date);
        auto day = weekday_before(tokens, at, beside);
        if (day == kNoToken) day = weekday_behind(tokens, date.end, folded, beside);
        if (day == kNoToken) return false;
        const bool stamp = beside.months_in == 0 && has_clock(tokens, date.end, folded);
        if (stamp) ++stamps_;
        const auto other = other_day(date, weekdays_at(tokens, day, beside));
        if (other.empty() && !is_no_day(date)) return true;
        const auto first = std::min(day, at);
        const auto last = std::max(day, date.end - 1);
        const auto [from, to] = draft::unfold(window, tokens[first].begin, tokens[last].end);
        found_.push_back({begin + from, begin + to, stamp,
                          other.empty() ? fmt::format("there is no {}", date.text)
                                        : fmt::format("{} is a {}", date.text, other)});
        return true;
    }

    /// Whether a time of day stands behind the date, and perhaps a comma between.
    static bool has_clock(const Tokens& tokens, std::size_t end, std::string_view folded) {
        if (end < tokens.size() && tokens[end].is(",")) ++end;
        return end < tokens.size() && clock_at(tokens, end, folded).has_value();
    }

    bool is_full() const { return found_.size() >= kMaxFindingPlaces; }

    /// Hands on what was found; of a list that a program wrote, nothing.
    void hand_on() {
        for (auto& one : found_) {
            if (out_.size() >= kMaxFindingPlaces) return;
            if (one.stamp && stamps_ >= kFewStamps) continue;
            out_.push_back(
                {draft::locate(draft_, passage_, one.begin, one.end), std::move(one.detail)});
        }
    }

    struct Mismatch {
        std::size_t begin = 0, end = 0;  ///< bytes of the passage's text
        bool stamp = false;              ///< in numbers, with a time of day
        std::string detail;
    };

    const draft::Draft& draft_;
    const draft::Passage& passage_;
    std::vector<Detection>& out_;
    std::vector<Mismatch> found_;
    std::size_t stamps_ = 0;  ///< with a weekday, right or wrong
    std::size_t done_ = 0;    ///< what stands before it has been judged
};

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    auto& numbers = DraftNumbers::of(input);
    for (std::size_t i = 0; i < input.draft.passages.size(); ++i) {
        const auto& passage = input.draft.passages[i];
        const bool own = passage.place == draft::Place::body ||
                         passage.place == draft::Place::subject ||
                         passage.place == draft::Place::signature;
        if (out.size() >= kMaxFindingPlaces) break;
        if (own && !passage.alternative)
            Reader(input.draft, passage, out).read(numbers.text(i).words);
    }
    return out;
}

}  // namespace

Detector weekday_mismatch_detector() {
    return {"weekday-mismatch",
            "a weekday that does not fall on the date it stands beside",
            {},
            {},
            detect};
}

}  // namespace sendguard::check

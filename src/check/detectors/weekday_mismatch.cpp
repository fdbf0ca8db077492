// A weekday that does not fall on the date it stands beside: "Tuesday, 14 August 2013" was a
// Wednesday. One of the two is wrong, and readers come on the wrong day.
//
// The idea: a full date has a year of four digits, which is cheap to find; only around one are the
// words read. A weekday counts when nothing but a sign or a joining word stands between it and the
// date, on either side; one behind a date counts only when no other date follows it.
// Limits: a date without its year is not judged; years before 1924 are left alone, since parts of
// Europe counted by the Julian calendar until then.
// source: ICU's names of weekdays and months (check/embargo/date_words.h); ISO 8601 for the days
#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <chrono>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/embargo/date_words.h"
#include "check/embargo/written_time.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

namespace chr = std::chrono;

constexpr std::size_t kBefore = 72;  ///< bytes; "Donnerstag, den 24. September " is 30
constexpr std::size_t kBehind = 32;
constexpr int kFirstYear = 1924;
constexpr int kLastYear = 2099;
constexpr auto kNoToken = Tokens::size_type(-1);
constexpr std::string_view kDayNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The next "19.." or "20.." that is a number of its own, from `at` on; npos when there is none.
std::size_t find_year(std::string_view text, std::size_t at) {
    for (; at + 4 <= text.size(); ++at) {
        const char first = text[at];
        if ((first != '1' && first != '2') || text[at + 1] != (first == '1' ? '9' : '0')) continue;
        if (!is_digit(text[at + 2]) || !is_digit(text[at + 3])) continue;
        if (at > 0 && is_digit(text[at - 1])) continue;
        if (at + 4 < text.size() && is_digit(text[at + 4])) continue;
        return at;
    }
    return std::string_view::npos;
}

/// "quinta-feira" is three tokens: the weekday of the first.
std::uint8_t portuguese_weekday(const Tokens& tokens, std::size_t feira) {
    constexpr std::string_view kOrdinals[] = {"segunda", "terca", "quarta", "quinta", "sexta"};
    if (feira < 2 || feira >= tokens.size() || !tokens[feira].is("feira")) return 0;
    const auto found = std::ranges::find(kOrdinals, tokens[feira - 2].text);
    if (!tokens[feira - 1].is("-") || found == std::end(kOrdinals)) return 0;
    return static_cast<std::uint8_t>(2U << (found - std::begin(kOrdinals)));
}

/// The weekdays that the token at `at` names and that is no month in any language; bit 0 is Sunday.
std::uint8_t weekdays_at(const Tokens& tokens, std::size_t at) {
    // Two letters name a weekday somewhere ("to" is Danish), and too much elsewhere.
    if (!tokens[at].is_word() || tokens[at].text.size() < 3) return 0;
    if (const auto day = portuguese_weekday(tokens, at); day != 0) return day;
    if (const auto day = portuguese_weekday(tokens, at + 2); day != 0) return day;
    const auto word = date_word(tokens[at].text);
    return word.months == 0 ? word.weekdays : std::uint8_t{0};
}

bool joins(const Tokens& tokens, std::size_t at) {
    const auto& token = tokens[at];
    // A line may end behind a comma; else the day over a date heads something else.
    if (token.is_line_end()) return at > 0 && tokens[at - 1].is(",");
    // "Wednesday to 30 September" names two days.
    if (token.is_word()) return !token.is("to") && (is_link_word(token.text) || token.is("the"));
    return token.is(",") || token.is("(") || token.is(".");
}

/// "Harbour Sun, 2 March 2027" is where something was printed.
bool is_newspaper(const Tokens& tokens, std::size_t at) {
    if (!tokens[at].is("sun") || at == 0) return false;
    const auto& before = tokens[at - 1];
    return before.is("-") || before.is("the") || (before.is_word() && before.capital);
}

/// Whether its year is written out: "November 14-16" has none.
bool is_whole(const WrittenDate& date) {
    return !date.readings.empty() && date.readings.front().year != 0 && !date.short_year &&
           find_year(date.text, 0) != std::string_view::npos;
}

/// The weekday that stands before token `date`; npos when none does.
std::size_t weekday_before(const Tokens& tokens, std::size_t date) {
    for (std::size_t back = 1; back <= 3 && back <= date; ++back) {
        const auto at = date - back;
        if (weekdays_at(tokens, at) != 0) return is_newspaper(tokens, at) ? kNoToken : at;
        if (!joins(tokens, at)) break;
    }
    return kNoToken;
}

/// The weekday behind the date that ends before token `end`: ", Tuesday" or "(Tuesday)".
std::size_t weekday_behind(const Tokens& tokens, std::size_t end, std::string_view folded) {
    if (end + 1 >= tokens.size() || !(tokens[end].is(",") || tokens[end].is("("))) return kNoToken;
    const auto at = end + 1;
    if (weekdays_at(tokens, at) == 0) return kNoToken;
    for (auto next = at + 1; next < std::min(at + 4, tokens.size()); ++next) {
        if (date_at(tokens, next, folded)) return kNoToken;
    }
    return at;
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

    void read() {
        const auto text = passage_.text;
        for (auto at = find_year(text, 0); at != std::string_view::npos;
             at = find_year(text, at + 4)) {
            const auto begin = cut(at > kBefore ? at - kBefore : 0);
            look_at(std::max(begin, done_), cut(std::min(text.size(), at + 4 + kBehind)), at);
        }
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
        const auto tokens = tokens_of(folded);
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            const auto date = date_at(tokens, at, folded);
            if (!date || !is_whole(*date) || tokens[at].glued) continue;
            if (judge(tokens, folded, window, begin, at, *date)) done_ = year + 4;
            at = date->end - 1;
        }
    }

    bool judge(const Tokens& tokens, std::string_view folded, std::string_view window,
               std::size_t begin, std::size_t at, const WrittenDate& date) {
        auto day = weekday_before(tokens, at);
        if (day == kNoToken) day = weekday_behind(tokens, date.end, folded);
        if (day == kNoToken) return false;
        const auto other = other_day(date, weekdays_at(tokens, day));
        if (other.empty()) return true;
        const auto first = std::min(day, at);
        const auto last = std::max(day, date.end - 1);
        const auto [from, to] = draft::unfold(window, tokens[first].begin, tokens[last].end);
        out_.push_back({draft::locate(draft_, passage_, begin + from, begin + to),
                        fmt::format("{} is a {}", date.text, other)});
        return true;
    }

    const draft::Draft& draft_;
    const draft::Passage& passage_;
    std::vector<Detection>& out_;
    std::size_t done_ = 0;  ///< what stands before it has been judged
};

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    for (const auto& passage : input.draft.passages) {
        const bool own = passage.place == draft::Place::body ||
                         passage.place == draft::Place::subject ||
                         passage.place == draft::Place::signature;
        if (own && !passage.alternative) Reader(input.draft, passage, out).read();
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

// The dates of written_time.h. Numbers in a row are read by their order and signs: a year of four
// digits in front is ISO's order, dots put the day first, and where slashes or hyphens leave day
// and month open, both readings are kept.
#include <algorithm>
#include <bit>
#include <chrono>

#include "check/embargo/date_words.h"
#include "check/embargo/written_time.h"

namespace sendguard::check {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;
constexpr int kShortYears = 2000;  // '27 is 2027

class DateReader : TokenReader {
  public:
    using TokenReader::TokenReader;

    std::optional<WrittenDate> read(std::size_t at) const {
        std::optional<WrittenDate> best;
        for (const auto form :
             {&DateReader::year_first, &DateReader::three_numbers, &DateReader::day_first,
              &DateReader::month_first, &DateReader::han, &DateReader::compact}) {
            auto found = (this->*form)(at);
            if (found && (!best || found->end > best->end)) best = std::move(found);
        }
        if (best) {
            const auto begin = tokens_[at].begin;
            best->text = folded_.substr(begin, tokens_[best->end - 1].end - begin);
        }
        return best;
    }

  private:
    using Found = std::optional<WrittenDate>;

    int month(std::size_t at) const {
        if (at >= tokens_.size() || !tokens_[at].is_word()) return 0;
        const auto months = date_word(tokens_[at].text).months;
        return months == 0 ? 0 : std::countr_zero(months) + 1;
    }
    /// An hour, not a day or a year: "10:00", "10 h", "0900 hrs", "9 a.m."
    bool is_hour(std::size_t at) const {
        const auto next = at + 1;
        if (next >= tokens_.size()) return false;
        if (sign(next, ":") && tokens_[next].glued && number(next + 1, 2, 2)) return true;
        if (!tokens_[next].is_word()) return false;
        const auto& text = tokens_[next].text;
        if (text == "am" || text == "pm" || text == "a" || text == "p")
            return text.size() == 2 || sign(next + 1, ".");
        return is_hour_word(text);
    }

    static Found one(int year, int month, int day, std::size_t end) {
        WrittenDate date;
        date.readings.push_back({year, month, day});
        date.end = end;
        return date;
    }

    Found year_first(std::size_t at) const {
        if (!number(at, 4, 4) || !number(at + 2, 1, 2) || !number(at + 4, 1, 2)) return {};
        if (at + 3 >= tokens_.size() || !tokens_[at + 1].is(tokens_[at + 3].text)) return {};
        if (!sign(at + 1, "-") && !sign(at + 1, "/") && !sign(at + 1, ".")) return {};
        return one(tokens_[at].value, tokens_[at + 2].value, tokens_[at + 4].value, at + 5);
    }

    Found compact(std::size_t at) const {
        if (!number(at, 8, 8)) return {};
        const auto value = tokens_[at].value;
        if (value / 10000 < kFirstYear || value / 10000 > kLastYear) return {};
        return one(value / 10000, value / 100 % 100, value % 100, at + 1);
    }

    Found three_numbers(std::size_t at) const {
        const bool dots = sign(at + 1, ".");
        if (!number(at, 1, 2) || !number(at + 2, 1, 2)) return {};
        if (!dots && !sign(at + 1, "/") && !sign(at + 1, "-")) return {};
        const auto first = tokens_[at].value;
        const auto second = tokens_[at + 2].value;
        const bool same = at + 3 < tokens_.size() && tokens_[at + 3].is(tokens_[at + 1].text);
        // "2.3." names day and month, "10.30" an hour.
        const bool day_and_month = dots && same && !(number(at + 4, 2, 4) && tokens_[at + 4].glued);
        if (!same || (!number(at + 4, 4, 4) && !number(at + 4, 2, 2) && !day_and_month)) return {};
        const bool year_behind = number(at + 4, 4, 4) && !is_hour(at + 4);
        if (day_and_month && !year_behind)
            return first <= 31 && second <= 12 ? one(0, second, first, at + 4) : Found();
        const auto& year = tokens_[at + 4];
        const bool short_year = year.digits() == 2;
        WrittenDate date;
        date.short_year = short_year;
        date.end = at + 5;
        const auto full = short_year ? kShortYears + year.value : year.value;
        const CalendarDate day_then_month{full, second, first};
        const CalendarDate month_then_day{full, first, second};
        if (dots || first > 12 || first == second) {
            date.readings = {day_then_month};
        } else if (second > 12) {
            date.readings = {month_then_day};
        } else {
            date.readings = {day_then_month, month_then_day};
        }
        // With slashes a year of two digits may stand first as well.
        if (short_year && !dots) date.readings = {day_then_month, {kShortYears + first, second, 0}};
        return date;
    }

    /// Past "of", "de", a dot, an ordinal's ending.
    std::size_t past_day(std::size_t at) const {
        const bool ordinal = at < tokens_.size() && tokens_[at].is_word() && tokens_[at].glued &&
                             month(at) == 0 && is_link_word(tokens_[at].text);
        if (ordinal) ++at;
        if (sign(at, ".") || sign(at, "°")) ++at;
        if (sign(at, "-") && tokens_[at].glued && month(at + 1) != 0) ++at;  // 2-March-2027
        while (word(at, "of") || word(at, "de") || word(at, "di") || word(at, "day")) ++at;
        return at;
    }

    /// Adds the year that stands at `at`, behind a comma or "de".
    void add_year(WrittenDate& date, std::size_t at) const {
        date.end = at;
        const bool apart = sign(at, ",") || (sign(at, ".") && sign(at + 1, ","));
        if (sign(at, ".") || sign(at, ",")) ++at;
        if (sign(at, ",")) ++at;
        if (sign(at, "-") && tokens_[at].glued) ++at;
        while (word(at, "de") || word(at, "del") || word(at, "do")) ++at;
        const bool apostrophe = sign(at, "'") && number(at + 1, 2, 2) && tokens_[at + 1].glued;
        if (apostrophe) ++at;
        auto& year = date.readings.front().year;
        if (number(at, 4, 4) && !is_hour(at) && tokens_[at].value >= kFirstYear &&
            tokens_[at].value <= kLastYear) {
            year = tokens_[at].value;
        } else if (number(at, 2, 2) && (apostrophe || !apart) && !is_hour(at) &&
                   !sign(at + 1, ".")) {
            year = kShortYears + tokens_[at].value;
            date.short_year = true;
        } else {
            return;
        }
        date.end = at + 1;
    }

    Found day_first(std::size_t at) const {
        if (!number(at, 1, 2) || is_hour(at)) return {};
        const auto name = past_day(at + 1);
        if (month(name) == 0) return {};
        auto date = one(0, month(name), tokens_[at].value, name + 1);
        add_year(*date, name + 1);
        return date;
    }

    Found month_first(std::size_t at) const {
        if (month(at) == 0) return {};
        auto day = at + 1;
        if (sign(day, ".")) ++day;
        if (word(day, "the")) ++day;
        if (!number(day, 1, 2) || is_hour(day)) return {};
        auto end = day + 1;
        // "mar. 2 mars" is a Tuesday's date in French.
        if (month(past_day(end)) != 0) return {};
        if (end < tokens_.size() && tokens_[end].glued && is_link_word(tokens_[end].text) &&
            tokens_[end].is_word())
            ++end;
        auto date = one(0, month(at), tokens_[day].value, end);
        add_year(*date, end);
        return date;
    }

    Found han(std::size_t at) const {
        const auto unit = [&](std::size_t i, std::string_view a, std::string_view b) {
            return word(i, a) || word(i, b);
        };
        int year = 0;
        if (number(at, 4, 4) && unit(at + 1, "年", "년")) {
            year = tokens_[at].value;
            at += 2;
        }
        if (!number(at, 1, 2) || !unit(at + 1, "月", "월")) return {};
        if (!number(at + 2, 1, 2) || !unit(at + 3, "日", "일")) return {};
        return one(year, tokens_[at].value, tokens_[at + 2].value, at + 4);
    }
};

}  // namespace

std::optional<WrittenDate> date_at(const Tokens& tokens, std::size_t at, std::string_view folded) {
    return DateReader(tokens, folded).read(at);
}

}  // namespace sendguard::check

// The clock times of written_time.h. The clock has 24 hours unless a.m. or p.m. stands by it. 24:00
// is the end of its day (ISO 8601), 00:00 the start; "midnight" and "12 a.m." may be either.
#include "check/embargo/date_words.h"
#include "check/embargo/day_part.h"
#include "check/embargo/written_time.h"

namespace sendguard::check {
namespace {

enum class Half : std::uint8_t { none, am, pm, noon, midnight };

class ClockReader : TokenReader {
  public:
    using TokenReader::TokenReader;

    std::optional<WrittenClock> read(std::size_t at) const {
        auto found = asian(at);
        if (!found) found = in_words(at);
        if (!found) found = digits(at);
        if (found) {
            const auto begin = tokens_[at].begin;
            const auto last = found->end - 1;
            // The dot of "10 Uhr." ends the sentence.
            const bool dot = tokens_[last].is(".") && hour_word(last - 1);
            found->text = folded_.substr(begin, tokens_[dot ? last - 1 : last].end - begin);
        }
        return found;
    }

  private:
    using Found = std::optional<WrittenClock>;

    bool hour_word(std::size_t at) const {
        return at < tokens_.size() && tokens_[at].is_word() && is_hour_word(tokens_[at].text);
    }
    bool noon_word(std::size_t at) const {
        return at < tokens_.size() && tokens_[at].is_word() && is_noon_word(tokens_[at].text);
    }
    bool midnight_word(std::size_t at) const {
        return at < tokens_.size() && tokens_[at].is_word() && is_midnight_word(tokens_[at].text);
    }

    /// "am", "a.m.", "a. m." at `at`, and moves past it.
    Half half_of_day(std::size_t& at) const {
        if (word(at, "am") || word(at, "pm")) {
            const auto half = word(at, "am") ? Half::am : Half::pm;
            ++at;
            if (sign(at, ".")) ++at;
            return half;
        }
        if (word(at, "a") || word(at, "p")) {
            const auto m = at + (sign(at + 1, ".") ? 2 : 1);
            if (!word(m, "m")) return Half::none;
            const auto half = word(at, "a") ? Half::am : Half::pm;
            at = m + 1;
            if (sign(at, ".")) ++at;
            return half;
        }
        if (noon_word(at)) return ++at, Half::noon;
        if (midnight_word(at)) return ++at, Half::midnight;
        return Half::none;
    }

    static void settle(WrittenClock& clock, Half half) {
        const bool twelve = clock.hour == 12 && clock.minute == 0 && clock.second == 0;
        const bool after_midnight = clock.hour == 0 || clock.hour == 24;
        switch (half) {
            case Half::none:
                break;
            case Half::am:
            case Half::pm:
                // "00:01am" is meant as it stands.
                if (clock.hour == 0 && half == Half::am && clock.minute != 0) break;
                if (clock.hour < 1 || clock.hour > 12) {
                    clock.doubt = ClockDoubt::impossible;
                    return;
                }
                if (half == Half::am && twelve) clock.doubt = ClockDoubt::midnight;
                clock.hour = clock.hour % 12 + (half == Half::pm ? 12 : 0);
                break;
            case Half::noon:
                if (!twelve) clock.doubt = ClockDoubt::impossible;
                break;
            case Half::midnight:
                clock.doubt =
                    twelve || after_midnight ? ClockDoubt::midnight : ClockDoubt::impossible;
                // With its digits it is plain which one is meant.
                if (after_midnight && clock.minute == 0) clock.doubt = ClockDoubt::none;
                break;
        }
        const bool too_late = clock.hour > 24 || clock.minute > 59 || clock.second > 60 ||
                              (clock.hour == 24 && clock.minute + clock.second > 0);
        if (too_late) clock.doubt = ClockDoubt::impossible;
    }

    Found finish(WrittenClock clock, std::size_t at) const {
        // "hora" may begin "hora peninsular".
        while (hour_word(at) && !zone_at(tokens_, at, folded_, true)) ++at;
        const bool worded = hour_word(at - 1);
        if (worded && sign(at, ".") && tokens_[at].glued) ++at;
        // In German "am" is "on the".
        const bool german = word(at, "am") && (worded || clock.hour > 12 || clock.hour == 0);
        const auto half = german ? Half::none : half_of_day(at);
        settle(clock, half);
        clock.end = at;
        return clock;
    }

    /// "noon", "midi", "minuit".
    Found in_words(std::size_t at) const {
        if (!noon_word(at) && !midnight_word(at)) return {};
        WrittenClock clock;
        clock.hour = noon_word(at) ? 12 : 0;
        if (midnight_word(at)) clock.doubt = ClockDoubt::midnight;
        clock.end = at + 1;
        return clock;
    }

    Found digits(std::size_t at) const {
        const bool prefixed =
            at < tokens_.size() && tokens_[at].is_word() && is_hour_prefix(tokens_[at].text);
        if (prefixed) ++at;
        if (prefixed && sign(at, ".")) ++at;
        if (number(at, 4, 4) || number(at, 6, 6)) return without_sign(at);
        if (!number(at, 1, 2)) return {};
        if (auto found = with_sign(at)) return found;
        if (hour_word(at + 1)) return with_hour_word(at);
        WrittenClock clock{.hour = tokens_[at].value};
        auto end = at + 1;
        const auto half = half_of_day(end);
        // "8 de la tarde"
        const bool parted = day_part_at(tokens_, end).has_value();
        if (half == Half::none && !prefixed && !parted) return {};
        settle(clock, half);
        clock.end = end;
        return clock;
    }

    /// "10:00", "10.30", "10:00:00.0".
    Found with_sign(std::size_t at) const {
        const bool colon = sign(at + 1, ":");
        if (!colon && !sign(at + 1, ".")) return {};
        if (!number(at + 2, 2, 2) || !tokens_[at + 2].glued) {
            // "12: 30", as scanned texts have it.
            if (!colon || !number(at + 2, 2, 2)) return {};
        }
        WrittenClock clock{.hour = tokens_[at].value, .minute = tokens_[at + 2].value};
        auto end = at + 3;
        if (!colon && sign(end, ".") && number(end + 1, 1, 4) && tokens_[end + 1].glued) return {};
        if (colon && sign(end, ":") && number(end + 1, 2, 2)) {
            clock.second = tokens_[end + 1].value;
            end += 2;
            if (sign(end, ".") && number(end + 1, 1, 9) && tokens_[end + 1].glued) end += 2;
        }
        return finish(clock, end);
    }

    /// "10 h 30", "10 Uhr", "10 Uhr 30", "15h".
    Found with_hour_word(std::size_t at) const {
        WrittenClock clock{.hour = tokens_[at].value};
        auto end = at + 2;
        if (sign(end, ".") && tokens_[end].glued) ++end;
        if (number(end, 2, 2) && !date_at(tokens_, end, folded_) && tokens_[end].value < 60 &&
            !sign(end + 1, ":") && !sign(end + 1, ".")) {
            clock.minute = tokens_[end].value;
            ++end;
            if (word(end, "min") || word(end, "分") || word(end, "분")) ++end;
        }
        return finish(clock, end);
    }

    /// "0900 hrs", "0001 hours", "1000 GMT", and behind a T "100000".
    Found without_sign(std::size_t at) const {
        const auto value = tokens_[at].value;
        const bool iso = at > 0 && tokens_[at].glued && word(at - 1, "t");
        WrittenClock clock{.hour = value / 100, .minute = value % 100};
        if (number(at, 6, 6)) {
            if (!iso) return {};
            clock = {.hour = value / 10000, .minute = value / 100 % 100, .second = value % 100};
        }
        if (!iso && !hour_word(at + 1) && !zone_at(tokens_, at + 1, folded_, true)) return {};
        return finish(clock, at + 1);
    }

    /// "午前10時30分", "오후 3시".
    Found asian(std::size_t at) const {
        Half half = Half::none;
        auto n = at;
        if (stands_at(tokens_, at, "午 前") || stands_at(tokens_, at, "上 午")) half = Half::am;
        if (stands_at(tokens_, at, "午 後") || stands_at(tokens_, at, "下 午")) half = Half::pm;
        if (half != Half::none) n += 2;
        if (word(at, "오전") || word(at, "오후")) {
            half = word(at, "오전") ? Half::am : Half::pm;
            ++n;
        }
        if (half == Half::none || !number(n, 1, 2)) return {};
        WrittenClock clock{.hour = tokens_[n].value};
        auto end = n + 1;
        if (hour_word(end)) ++end;
        if (sign(end, ":")) ++end;
        if (number(end, 2, 2)) {
            clock.minute = tokens_[end++].value;
            if (word(end, "分") || word(end, "분")) ++end;
        }
        if (clock.hour == 0) half = Half::none;  // 午前0時 is the day's start
        settle(clock, half);
        clock.end = end;
        return clock;
    }
};

}  // namespace

std::optional<WrittenClock> clock_at(const Tokens& tokens, std::size_t at,
                                     std::string_view folded) {
    return ClockReader(tokens, folded).read(at);
}

}  // namespace sendguard::check

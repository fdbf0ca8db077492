#include "check/embargo/written_time.h"

#include <algorithm>

#include "check/embargo/date_words.h"
#include "check/embargo/day_part.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostLinks = 4;     // "le", "at", "(", before the next piece
constexpr std::size_t kMostLineEnds = 3;  // an address block's lines hold a part each

class TimeReader {
  public:
    TimeReader(const Tokens& tokens, std::string_view folded, TimeSearch search)
        : tokens_(tokens), folded_(folded), search_(search) {}

    WrittenTime read() {
        at_ = search_.from;
        time_.begin = time_.end = at_;
        while (at_ < tokens_.size() && step()) {
        }
        return std::move(time_);
    }

  private:
    /// Reads one piece or joining word; false where the time ends.
    bool step() {
        if (tokens_[at_].is_line_end()) return next_line();
        if (date() || clock() || part_of_day() || zone() || weekday()) return true;
        const auto& token = tokens_[at_];
        if (token.is_number()) return number();
        if (token.is_word()) return word(token);
        // A sentence that has all its parts ends with its dot.
        if (complete() && token.is(".") && !goes_on_in_brackets()) return false;
        ++at_;
        return true;
    }

    bool complete() const {
        return !time_.dates.empty() && !time_.clocks.empty() && !time_.zones.empty();
    }
    bool goes_on_in_brackets() const {
        return at_ + 1 < tokens_.size() && (tokens_[at_ + 1].is("(") || tokens_[at_ + 1].is("/"));
    }
    void pass(std::size_t end) {
        if (time_.empty() && time_.zones.empty()) time_.begin = at_;
        at_ = end;
        time_.end = end;
    }

    bool date() {
        auto found = date_at(tokens_, at_, folded_);
        if (!found) return false;
        pass(found->end);
        found->clocks_before = time_.clocks.size();
        time_.dates.push_back(std::move(*found));
        return true;
    }

    bool clock() {
        auto found = clock_at(tokens_, at_, folded_);
        if (!found) return false;
        // Behind a whole time another one counts where it is set beside it: "10:00 CET / 04:00
        // EST".
        if (complete() && !is_beside()) return false;
        pass(found->end);
        clock_end_ = at_;
        if (part_before_) move_to(*part_before_, *found);
        part_before_.reset();
        time_.clocks.push_back(std::move(*found));
        return true;
    }

    /// "8:00 in the evening", "Tuesday evening, 8:00".
    bool part_of_day() {
        if (time_.empty()) return false;
        const auto found = day_part_at(tokens_, at_);
        if (!found) return false;
        const auto& before = tokens_[at_ - 1];
        const bool apart = before.kind == TokenKind::sign && !before.is(")");
        if (complete() && apart) return false;
        const bool after_clock = clock_end_ == at_;
        pass(found->end);
        if (time_.clocks.empty()) {
            part_before_ = found->part;
        } else {
            move_to(found->part, time_.clocks.back());
        }
        if (after_clock) clock_end_ = at_;
        return true;
    }

    bool is_beside() const {
        const auto& before = tokens_[at_ - 1];
        return before.kind == TokenKind::sign || is_link_word(before.text) || before.is("and");
    }

    bool zone() {
        const bool bracket = at_ > 0 && tokens_[at_ - 1].is("(") && at_ - 1 == clock_end_;
        const bool after_clock = !time_.clocks.empty() && (at_ == clock_end_ || bracket);
        auto found = zone_at(tokens_, at_, folded_, after_clock);
        // Dateline towns are passed over: "LONDON, 2 March 2027".
        if (found && found->zone.place) {
            at_ = found->end;
            return true;
        }
        if (!found && after_clock) found = unknown_zone();
        if (!found) return false;
        const auto clock = time_.clocks.empty() ? 0 : time_.clocks.size() - 1;
        pass(found->end);
        time_.zones.push_back({clock, std::move(found->zone)});
        return true;
    }

    /// Capitals right behind an hour that nothing else explains: "10:00 XYT".
    std::optional<ZoneHere> unknown_zone() const {
        const auto& token = tokens_[at_];
        const bool shaped =
            token.is_word() && token.capitals && token.text.size() >= 2 && token.text.size() <= 5;
        if (!shaped || is_link_word(token.text) || date_word(token.text).months != 0 ||
            date_word(token.text).weekdays != 0 || is_relative_day(token.text))
            return std::nullopt;
        ZoneHere here{.zone = {.doubt = ZoneDoubt::unknown}, .end = at_ + 1};
        here.zone.name = folded_.substr(token.begin, token.end - token.begin);
        return here;
    }

    /// Two letters name a weekday right before a date only: "di" and "so" are words.
    bool weekday() {
        const auto& token = tokens_[at_];
        if (!token.is_word()) return false;
        const auto which = date_word(token.text).weekdays;
        if (which == 0) return false;
        auto end = at_ + 1;
        if (is_han(token) && !stands_at(tokens_, end, "曜 日") && !tokens_[at_ - 1].is("("))
            return false;
        if (stands_at(tokens_, end, "曜 日")) end += 2;
        const bool dotted = end < tokens_.size() && tokens_[end].is(".");
        const bool before_date = !is_link_word(token.text) && date_at(tokens_, end, folded_);
        if (token.text.size() <= 2 && !dotted && !before_date) return false;
        // "segunda-feira"
        if (end + 1 < tokens_.size() && tokens_[end].is("-") && tokens_[end + 1].is("feira"))
            end += 2;
        pass(end);
        time_.weekdays.push_back(
            {time_.dates.size(), which,
             std::string(folded_.substr(token.begin, token.end - token.begin))});
        return true;
    }
    /// A sign such as 火 stands for a weekday in brackets or before 曜日 only.
    bool is_han(const Token& token) const {
        return at_ > 0 && token.text.size() == 3 &&
               std::string_view("日月火水木金土").find(token.text) != std::string_view::npos;
    }

    bool number() {
        if (complete()) return false;
        if (!time_.event.empty() && time_.empty() && add_event(tokens_[at_])) return true;
        if (time_.stray.empty()) time_.stray = tokens_[at_].text;
        pass(at_ + 1);
        return true;
    }

    bool word(const Token& token) {
        if (is_relative_day(token.text)) {
            if (time_.relative_day.empty()) time_.relative_day = token.text;
            ++at_;
            return true;
        }
        const bool iso = token.is("t") && token.glued && at_ > 0 && tokens_[at_ - 1].is_number();
        if (iso || is_link_word(token.text) || is_time_word(token.text)) {
            ++at_;
            return true;
        }
        const bool nothing = time_.empty() && time_.zones.empty() && time_.stray.empty();
        return nothing && add_event(token);
    }

    /// Passes over a word that stands before the first piece, when another one may.
    bool add_event(const Token& token) {
        if (search_.skip_unknown == 0) return false;
        --search_.skip_unknown;
        if (time_.event.empty()) event_begin_ = token.begin;
        time_.event = folded_.substr(event_begin_, token.end - event_begin_);
        ++at_;
        return true;
    }

    /// A line end is passed while a part is missing and the next line begins with one.
    bool next_line() {
        if (complete() || ++line_ends_ > kMostLineEnds) return false;
        auto at = at_ + 1;
        for (std::size_t links = 0; at < tokens_.size() && links < kMostLinks; ++links, ++at) {
            if (begins_piece(at)) {
                at_ = at;
                return true;
            }
            const bool link = tokens_[at].kind == TokenKind::sign || is_link_word(tokens_[at].text);
            if (!link) return false;
        }
        return false;
    }

    bool begins_piece(std::size_t at) const {
        if (time_.dates.empty() && date_at(tokens_, at, folded_)) return true;
        if (time_.clocks.empty() && clock_at(tokens_, at, folded_)) return true;
        const auto& token = tokens_[at];
        if (!token.is_word()) return false;
        const bool names_day = token.text.size() > 2 && date_word(token.text).weekdays != 0;
        if (time_.dates.empty() && names_day) return true;
        const auto zone = zone_at(tokens_, at, folded_, false);
        return zone && !zone->zone.place && !time_.clocks.empty() && time_.zones.empty();
    }

    const Tokens& tokens_;
    std::string_view folded_;
    TimeSearch search_;
    WrittenTime time_;
    std::size_t at_ = 0;
    std::size_t clock_end_ = 0;  ///< behind the last clock time
    std::optional<DayPart> part_before_;
    std::size_t line_ends_ = 0;
    std::size_t event_begin_ = 0;
};

}  // namespace

WrittenTime read_written_time(const Tokens& tokens, std::string_view folded, TimeSearch search) {
    return TimeReader(tokens, folded, search).read();
}

}  // namespace sendguard::check

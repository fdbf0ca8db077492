// An event that is told of as past and bears a date that lies ahead, or far back. A robot once
// mailed the news of an earthquake that "occurred" eight years later: the quake was of 1925, and
// its year had been stored wrongly.
//
// The idea: in one sentence, a verb of something that happened stands near a date with a year, and
// the nearest date counts. Verbs of misfortune ("struck", "died") count where date and verb belong
// together; weak ones ("hit", "recorded", "felt") only in a sentence that names a quake, a storm or
// the like, for business books and records too. Kinds:
//   ahead   the date is more than a day after now
//   old     it is more than kOldYears back, and the text calls it news ("breaking", "alert")
// Limits: silent where the sentence speaks of what is to come ("will", "opens", "deadline"), of a
// drill or a film, or the date ends or begins a time ("until", "from").
// source: embargo/written_time.h (dates as they are written)
#include <algorithm>
#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/future_event.h"
#include "check/detectors/numbers.h"
#include "check/embargo/date_words.h"
#include "check/embargo/tokens.h"
#include "check/embargo/written_time.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kNear = 14;         ///< words between the verb and the date
constexpr std::size_t kBefore = 240;      ///< bytes before a year that are read with it
constexpr std::size_t kBehind = 160;      ///< and behind it
constexpr std::size_t kChunk = 1200;      ///< bytes that are read at once; a few lines
constexpr std::size_t kWrappedLine = 55;  ///< bytes; a shorter line ends what it says
constexpr int kOldYears = 20;

/// The words of kEventWords by what they say.
class Senses {
  public:
    Senses() {
        for (const auto& row : kEventWords) {
            for (const auto word : split(row.words, ' ')) {
                by_word_[word] |= row.sense;
                begins_.set(begin_of(word));
            }
        }
    }

    /// in: word - as tokens have it
    std::uint32_t of(std::string_view word) const {
        if (!begins_.test(begin_of(word))) return 0;
        const auto found = by_word_.find(word);
        return found == by_word_.end() ? 0 : found->second;
    }

  private:
    /// Of the first three bytes.
    static std::size_t begin_of(std::string_view word) {
        std::size_t out = 0;
        for (const char c : word.substr(0, 3))
            out = out << 5 | (static_cast<unsigned char>(c) & 31U);
        return out;
    }

    std::unordered_map<std::string_view, std::uint32_t> by_word_;
    std::bitset<1u << 15> begins_;
};

const Senses& senses() {
    static const Senses all;
    return all;
}

std::uint32_t sense_of(const Token& token) {
    if (token.is("?")) return kAhead;  // asks, and does not tell
    return token.is_word() ? senses().of(token.text) : 0;
}

/// What the words of a folded text say, all together.
std::uint32_t senses_in(std::string_view folded) {
    std::uint32_t out = 0;
    WordReader words(folded);
    for (auto word = words.next(); !word.empty(); word = words.next()) out |= senses().of(word);
    return out;
}

/// False: words that say `said` tell of no event that the condition is about.
bool may_tell(const policy::DetectCondition& condition, std::uint32_t said) {
    const bool disaster = (said & kDisaster) != 0;
    const bool verb =
        (said & kVerb & ~std::uint32_t{kWeak}) != 0 || (disaster && (said & kWeak) != 0);
    const bool news = (said & kNews) != 0 || (disaster && (said & kNewsToo) != 0);
    return verb && (news || asks_for(condition, "ahead"));
}

std::string clause_of(const DetectorInput& input, const WrittenDate& date, bool news) {
    if (date.readings.empty() || date.short_year) return {};
    const auto today = std::chrono::floor<std::chrono::days>(input.now);
    const auto every = [&](auto test) {
        return std::ranges::all_of(date.readings, [&](const CalendarDate& read) {
            const auto ymd = std::chrono::year(read.year) / read.month / read.day;
            return read.year != 0 && ymd.ok() && test(std::chrono::sys_days(ymd));
        });
    };
    if (asks_for(input.condition, "ahead") &&
        every([&](auto day) { return day > today + std::chrono::days(1); }))
        return "told of as past, and " + date.text + " lies ahead";
    if (news && asks_for(input.condition, "old") &&
        every([&](auto day) { return day < today - std::chrono::days(366 * kOldYears); }))
        return "told of as news, and " + date.text + " is long past";
    return {};
}

/// Reads some lines of a text.
class Reader {
  public:
    Reader(const DetectorInput& input, const std::string& folded)
        : input_(input), folded_(folded), tokens_(tokens_of(folded, folded.size())) {
        senses_.reserve(tokens_.size());
        sentence_.reserve(tokens_.size());
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            senses_.push_back(sense_of(tokens_[i]));
            if (said_.empty() || (i > 0 && ends_sentence(i - 1))) said_.push_back(0);
            sentence_.push_back(said_.size() - 1);
            said_.back() |= senses_.back();
            news_ = news_ || (senses_.back() & kNews) != 0;
        }
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            auto date = date_at(tokens_, i, folded_);
            if (!date) continue;
            const auto at = std::exchange(i, std::max(i, date->end - 1));
            dates_.push_back({at, std::move(*date)});
        }
    }

    struct Found {
        std::size_t begin = 0, end = 0;  ///< bytes of the folded text
        std::string clause;
    };

    /// The first one.
    Found find() const {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if ((senses_[i] & kVerb) == 0 || !tells(i)) continue;
            const auto* dated = nearest_to(i);
            if (dated == nullptr || is_bounded(dated->at) || !belongs(i, *dated)) continue;
            const auto said = said_[sentence_[i]];
            const bool news = news_ || ((said & kDisaster) != 0 && (said & kNewsToo) != 0);
            if (auto clause = clause_of(input_, dated->date, news); !clause.empty())
                return {tokens_[std::min(i, dated->at)].begin,
                        tokens_[std::max(i, dated->date.end - 1)].end, std::move(clause)};
        }
        return {};
    }

  private:
    struct Dated {
        std::size_t at = 0;
        WrittenDate date;
    };

    bool says(std::size_t at, std::uint32_t sense) const {
        return at < senses_.size() && (senses_[at] & sense) != 0;
    }
    /// Whether one of the `most` tokens before `at` has the sense.
    bool says_before(std::size_t at, std::size_t most, std::uint32_t sense) const {
        for (std::size_t back = 1; back <= most && back <= at; ++back) {
            if (says(at - back, sense)) return true;
        }
        return false;
    }
    bool is_disaster(std::size_t verb) const { return (said_[sentence_[verb]] & kDisaster) != 0; }

    /// Whether a sentence ends with token `at`: a stop, no number before it ("29. Juni"), a capital
    /// behind; or a line that is not wrapped.
    bool ends_sentence(std::size_t at) const {
        if (tokens_[at].is_line_end()) return !is_wrapped(at);
        const bool stop = tokens_[at].is(".") || tokens_[at].is("!") || tokens_[at].is("?");
        return stop && at > 0 && (tokens_[at - 1].digits() == 0 || tokens_[at - 1].digits() == 4) &&
               at + 1 < tokens_.size() && tokens_[at + 1].capital && !tokens_[at + 1].glued;
    }
    /// Whether the sentence goes on behind the line end at `at`.
    bool is_wrapped(std::size_t at) const {
        if (at == 0 || at + 1 >= tokens_.size()) return false;
        const auto& before = tokens_[at - 1];
        const auto& behind = tokens_[at + 1];
        if (!before.is(",") && !before.is_word() && !before.is_number()) return false;
        if (behind.is_word() && !behind.capital) return true;
        if (!behind.is_word() && !behind.is_number()) return false;
        if (before.is_word() && !before.capital && is_link_word(before.text)) return true;
        const auto line = folded_.rfind('\n', tokens_[at].begin - 1);
        return tokens_[at].begin - (line == std::string::npos ? 0 : line + 1) >= kWrappedLine;
    }

    /// Whether the verb at `at` says that something happened.
    bool tells(std::size_t at) const {
        const auto said = said_[sentence_[at]];
        if ((said & kAhead) != 0) return false;
        if (says(at, kPast)) return true;
        if (says(at, kParticiple))
            return !says_before(at, 2, kPresent) && !says_before(at, 1, kArticle);
        if (says(at, kWithHave) && says_before(at, 2, kHave)) return true;
        if (says(at, kWithWas) && (said & kWas) != 0) return true;
        return says(at, kWeak | kWithHave) && (said & kDisaster) != 0 && !says(at + 1, kPurpose) &&
               !says_before(at, 2, kPresent);
    }

    const Dated* nearest_to(std::size_t verb) const {
        const auto behind =
            std::ranges::lower_bound(dates_, verb, {}, [](const Dated& dated) { return dated.at; });
        const auto sound = [&](const Dated& dated, std::size_t apart) {
            return apart <= kNear && sentence_[dated.at] == sentence_[verb];
        };
        const Dated* best = nullptr;
        std::size_t least = kNear + 1;
        if (behind != dates_.end() && sound(*behind, behind->at - verb)) {
            best = &*behind;
            least = behind->at - verb;
        }
        if (behind != dates_.begin()) {
            const auto& before = *std::prev(behind);
            const auto apart = verb + 1 - std::min(before.date.end, verb + 1);
            if (sound(before, apart) && apart < least) best = &before;
        }
        return best;
    }

    /// "until 29 June 2034", "by Friday, 29 June 2034".
    bool is_bounded(std::size_t date) const {
        for (std::size_t back = 1; back <= 4 && back <= date; ++back) {
            const auto at = date - back;
            if (says(at, kBound)) return true;
            const auto& token = tokens_[at];
            const bool passed = token.is(",") || token.is("'") || token.is_line_end() ||
                                (token.is_word() &&
                                 (is_link_word(token.text) || date_word(token.text).weekdays != 0));
            if (!passed) return false;
        }
        return false;
    }

    /// Whether the date is the verb's: nothing between them begins another clause.
    bool belongs(std::size_t verb, const Dated& dated) const {
        const bool behind = dated.at > verb;
        const auto from = behind ? verb + 1 : dated.date.end;
        const auto to = behind ? dated.at : verb;
        const auto said = said_[sentence_[verb]];
        if ((said & kOccasion) != 0) return false;
        if ((said & kDisaster) != 0)
            return std::none_of(at(from), at(to), [](const Token& token) { return token.is(";"); });
        constexpr std::size_t kFewWords = 6;
        std::size_t words = 0;
        for (auto i = from; i < to; ++i) {
            const bool helps = (says(i, kWas) && says(verb, kWithWas)) ||
                               (says(i, kHave) && says(verb, kWithHave));
            if (!helps && says(i, kSubordinate | kClause | kPresent)) return false;
            const bool first = i == from && !behind && tokens_[i].is(",");
            if (!first && !may_stand_between(i)) return false;
            words += tokens_[i].is_word() && !is_link_word(tokens_[i].text) ? 1 : 0;
        }
        if (words > kFewWords) return false;
        return !behind || !says_before(verb, 3, kSubordinate) || are_links(from, to);
    }
    Tokens::const_iterator at(std::size_t index) const {
        return tokens_.begin() + static_cast<std::ptrdiff_t>(index);
    }

    /// A comma ends a clause, but for that of "Thursday, 29 June" and "7:42 a.m., June 29".
    bool may_stand_between(std::size_t i) const {
        const auto& token = tokens_[i];
        if (token.is_word() || token.is_number() || token.is_line_end()) return true;
        const auto& before = tokens_[i - 1];
        if (token.is(","))
            return before.is(".") || before.is_number() || date_word(before.text).weekdays != 0;
        if (token.is(":")) return before.is_number();
        // "2034-06-29-what-happened" is a page.
        if (token.is("-")) return token.glued && !before.is_number();
        return token.is("'") || token.is(".");
    }

    /// Whether there are only joining words, weekdays and a time of day.
    bool are_links(std::size_t from, std::size_t to) const {
        return std::all_of(at(from), at(to), [](const Token& token) {
            if (!token.is_word()) return true;
            return is_link_word(token.text) || date_word(token.text).weekdays != 0 ||
                   is_hour_word(token.text) || token.is("am") || token.is("pm") || token.is("p") ||
                   token.is("m");
        });
    }

    const DetectorInput& input_;
    const std::string& folded_;
    Tokens tokens_;
    std::vector<std::uint32_t> senses_;  ///< of each token
    std::vector<std::size_t> sentence_;  ///< of each token
    std::vector<std::uint32_t> said_;    ///< in each sentence
    std::vector<Dated> dates_;
    bool news_ = false;
};

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

/// Where the paragraph of byte `at` begins, from byte `least` on.
std::size_t paragraph_begin(std::string_view text, std::size_t least, std::size_t at) {
    auto begin = least;
    const auto near = text.substr(least, at - least);
    const auto empty = near.rfind("\n\n");
    const auto crlf = near.rfind("\r\n\r\n");
    if (empty != std::string_view::npos) begin = least + empty + 2;
    if (crlf != std::string_view::npos) begin = std::max(begin, least + crlf + 4);
    return begin;
}

/// The start of the UTF-8 sequence at or before `at`.
std::size_t cut(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (text[at] & '\xC0') == '\x80') --at;
    return at;
}

/// Where an empty line follows, within the text from `from` to `most`.
std::size_t paragraph_end(std::string_view text, std::size_t from, std::size_t most) {
    const auto near = text.substr(0, most);
    return std::min({near.find("\n\n", from), near.find("\r\n\r\n", from), most});
}

/// in: words - the number words of the passage's text
void read_passage(const DetectorInput& input, const draft::Passage& passage,
                  const std::vector<NumberWord>& words, std::vector<Detection>& out) {
    const auto text = passage.text;
    std::size_t past = 0;  ///< dates before it have been judged
    // Years are rare: only their surroundings are worth their tokens.
    for (const auto& word : words) {
        if (out.size() >= kMaxFindingPlaces) return;
        if (word.begin < past || !is_year_in_question(input, text.substr(word.begin, word.size())))
            continue;
        const auto least = cut(text, word.begin > kBefore ? word.begin - kBefore : 0);
        const auto begin = paragraph_begin(text, least, word.begin);
        const auto most = cut(text, std::min(text.size(), word.end + kChunk));
        const auto end = paragraph_end(text, word.end, most);
        const auto window = text.substr(begin, end - begin);
        const std::string folded = draft::fold(window);
        past = end < most || end == text.size() ? end : end - kBehind;
        if (!may_tell(input.condition, senses_in(folded))) continue;
        const auto found = Reader(input, folded).find();
        if (found.clause.empty()) continue;
        const auto place = draft::unfold(window, found.begin, found.end);
        out.push_back(
            {draft::locate(input.draft, passage, begin + place.first, begin + place.second),
             found.clause});
    }
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    auto& numbers = DraftNumbers::of(input);
    for (std::size_t i = 0; i < input.draft.passages.size(); ++i) {
        const auto& passage = input.draft.passages[i];
        if (passage.place == draft::Place::body || passage.place == draft::Place::subject)
            read_passage(input, passage, numbers.text(i).words, out);
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

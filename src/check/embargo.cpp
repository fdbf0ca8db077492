#include "check/embargo.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/lines.h"
#include "base/text.h"
#include "check/embargo/date_words.h"
#include "check/embargo/marks.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMaxLines = 100;        // of one draft
constexpr std::size_t kMaxWindowBytes = 600;  // a mark and its time, over a few lines
constexpr std::size_t kMaxWindows = 5000;     // a book on embargoes has hundreds
constexpr std::size_t kWordsBetween = 8;      // "until after the first reading in Parliament on"

constexpr auto kEmbargoKeys =
    std::to_array<std::string_view>({"embargo", "embargo_until", "embargoed_until", "embargo_date",
                                     "embargo_end", "embargo_ends", "sperrfrist"});
constexpr auto kPublishKeys =
    std::to_array<std::string_view>({"publish_at", "publish_on", "publish_date", "publishdate",
                                     "publication_date", "release_at", "release_date", "go_live"});

bool is_searched(draft::Place place) {
    using draft::Place;
    switch (place) {
        case Place::subject:
        case Place::body:
        case Place::signature:
        case Place::insertion:
        case Place::header:
        case Place::hidden:
        case Place::watermark:
            return true;
        case Place::quote:
        case Place::filename:
        case Place::link:
        case Place::alt_text:
        case Place::comment:
        case Place::deletion:
        case Place::notes:
        case Place::metadata:
            return false;
    }
    return false;
}

/// "Embargo", "Embargo-Until", "X-Embargo", "X-Sperrfrist".
bool is_embargo_field(std::string_view name) {
    const auto lower = ascii_lower(name);
    return lower.find("embargo") != std::string::npos ||
           lower.find("sperrfrist") != std::string::npos;
}

/// A value that says that there is no embargo.
bool says_none(std::string_view value) {
    constexpr std::array<std::string_view, 11> kNone{"",      "none", "no",   "false", "null", "~",
                                                     "never", "nein", "kein", "keine", "off"};
    return std::ranges::find(kNone, ascii_lower(trim(value))) != kNone.end();
}

void take(EmbargoLine& line, ReadTime read) {
    line.until = read.until;
    line.latest = read.latest;
    line.fault = read.fault;
    line.reason = std::move(read.reason);
}

/// A value that is nothing but a time: of a header field or a key.
EmbargoLine read_value(std::string_view value, Timestamp now) {
    const auto folded = draft::fold(value.substr(0, kMaxWindowBytes));
    const auto tokens = tokens_of(folded);
    auto written = read_written_time(tokens, folded, {.skip_unknown = kWordsBetween});
    if (written.empty() && written.stray.empty()) written.event.clear();
    EmbargoLine line;
    take(line, read_time(written, now));
    return line;
}

/// Searches one passage for marks.
class PassageSearch {
  public:
    /// in: windows - how many were looked at before in this draft; counted on
    PassageSearch(const draft::Passage& passage, std::uint32_t index, Timestamp now,
                  std::size_t& windows, std::vector<EmbargoLine>& out)
        : text_(passage.text), index_(index), now_(now), windows_(windows), out_(out) {}

    void run() {
        for (std::size_t at = 0;;) {
            const auto found = find_mark_word(text_, at);
            if (found == std::string_view::npos) return;
            if (windows_ >= kMaxWindows || out_.size() >= kMaxLines) return give_up(found);
            const auto begin = line_begin(found);
            const auto end = line_end(found);
            at = look_at(begin, end);
        }
    }

  private:
    std::size_t line_begin(std::size_t at) const {
        while (at > 0 && text_[at - 1] != '\n' && text_[at - 1] != '\r') --at;
        return at;
    }
    std::size_t line_end(std::size_t at) const {
        return std::min(text_.find_first_of("\r\n", at), text_.size());
    }

    void give_up(std::size_t at) {
        EmbargoLine line{.passage = index_, .fault = EmbargoFault::unreadable};
        line.begin = static_cast<std::uint32_t>(at);
        line.end = line.begin;
        line.reason = "more words of embargoes stand here than are looked at";
        if (windows_ <= kMaxWindows) out_.push_back(std::move(line));
        windows_ = kMaxWindows + 1;
    }

    /// Where to go on.
    std::size_t look_at(std::size_t begin, std::size_t end) {
        // Long lines are paragraphs: the mark's own surroundings are enough.
        auto from = begin;
        while (from < end) {
            const auto found = find_mark_word(text_, from);
            if (found >= end) return end;
            if (windows_ >= kMaxWindows || out_.size() >= kMaxLines) return found;
            ++windows_;
            const auto start = found - from > kMaxWindowBytes / 2 ? cut(found - 60) : from;
            const auto stop = cut(std::min(text_.size(), found + kMaxWindowBytes));
            const auto behind = read_window(start, stop, start == begin);
            from = std::max(behind, found + 1);
        }
        return std::max(from, end);
    }

    /// The start of the UTF-8 sequence at or before `at`.
    std::size_t cut(std::size_t at) const {
        while (at > 0 && at < text_.size() &&
               (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80)
            --at;
        return at;
    }

    std::size_t read_window(std::size_t start, std::size_t stop, bool whole_line) {
        const auto window = text_.substr(start, stop - start);
        const auto folded = draft::fold(window);
        const auto tokens = tokens_of(folded);
        const auto mark = find_mark(tokens);
        if (!mark || (!whole_line && mark->begin == 0)) return start;
        const bool words_may_stand = mark->until || mark->colon;
        auto written = read_written_time(
            tokens, folded,
            {.from = mark->end, .skip_unknown = words_may_stand ? kWordsBetween : 0});
        const bool dated = !written.empty();
        // Behind a colon other words may stand before the time: "Embargo: all media, 2 March".
        if (!mark->until && !says_after(written.event)) written.event.clear();
        if (!dated) written.event.clear();
        EmbargoLine line{.passage = index_};
        if (dated) {
            take(line, read_time(written, now_));
        } else {
            take(line, read_time({}, now_));
        }
        const auto last = dated ? written.end : mark->end;
        const auto [first, second] =
            draft::unfold(window, tokens[mark->begin].begin, tokens[last - 1].end);
        line.begin = static_cast<std::uint32_t>(start + first);
        line.end = static_cast<std::uint32_t>(start + second);
        const bool whole = mark->kind != MarkKind::alone || is_line_over(tokens, last);
        if (whole && counts(*mark, written, line)) out_.push_back(std::move(line));
        return start + second;
    }

    /// Whether only signs stand in the line from token `at` on.
    static bool is_line_over(const Tokens& tokens, std::size_t at) {
        for (; at < tokens.size() && !tokens[at].is_line_end(); ++at) {
            const auto& token = tokens[at];
            const bool hour = token.is_word() && is_hour_word(token.text);
            if (token.is_number() || (token.is_word() && !hour)) return false;
        }
        return true;
    }

    static bool says_after(std::string_view event) {
        const auto first = plain(event.substr(0, event.find(' ')));
        constexpr std::array<std::string_view, 6> kAfter{"after", "following", "nach",
                                                         "apres", "despues",   "dopo"};
        return std::ranges::find(kAfter, first) != kAfter.end();
    }

    /// Within a sentence only what has a date and a time of day, and has not ended, is an embargo.
    bool counts(const EmbargoMark& mark, const WrittenTime& written,
                const EmbargoLine& line) const {
        if (mark.kind == MarkKind::line) return true;
        if (mark.kind == MarkKind::dated)
            return !written.dates.empty() && written.event.empty() && !line.has_ended(now_);
        return !written.dates.empty() && !written.clocks.empty() && written.event.empty() &&
               !line.has_ended(now_);
    }

    std::string_view text_;
    std::uint32_t index_;
    Timestamp now_;
    std::size_t& windows_;
    std::vector<EmbargoLine>& out_;
};

void add_header(const draft::Draft& draft, std::uint32_t index, Timestamp now,
                std::vector<EmbargoLine>& out) {
    const auto& passage = draft.passages[index];
    if (says_none(passage.text)) return;
    auto line = read_value(passage.text, now);
    line.source = EmbargoSource::header;
    line.passage = index;
    line.end = static_cast<std::uint32_t>(passage.text.size());
    out.push_back(std::move(line));
}

/// The facts whose last key is one of `keys`.
template <class Keys>
void add_facts(const draft::Draft& draft, const Keys& keys, Timestamp now,
               std::vector<EmbargoLine>& out) {
    for (const auto& fact : draft.facts) {
        const auto dot = fact.key.rfind('.');
        const auto key = std::string_view(fact.key).substr(dot == std::string::npos ? 0 : dot + 1);
        if (std::ranges::find(keys, key) == keys.end() || says_none(fact.value)) continue;
        if (fact.passage >= draft.passages.size() || out.size() >= kMaxLines) continue;
        auto line = read_value(fact.value, now);
        line.source = EmbargoSource::front_matter;
        line.passage = fact.passage;
        line.begin = fact.begin;
        line.end = fact.end;
        out.push_back(std::move(line));
    }
}

}  // namespace

std::vector<EmbargoLine> embargoes(const draft::Draft& draft, Timestamp now) {
    std::vector<EmbargoLine> out;
    std::size_t windows = 0;
    if (draft.kind == draft::Kind::file) add_facts(draft, kEmbargoKeys, now, out);
    for (std::uint32_t i = 0; i < draft.passages.size() && out.size() <= kMaxLines; ++i) {
        const auto& passage = draft.passages[i];
        if (!is_searched(passage.place)) continue;
        if (passage.place == draft::Place::header && is_embargo_field(passage.detail)) {
            add_header(draft, i, now, out);
        } else {
            PassageSearch(passage, i, now, windows, out).run();
        }
    }
    std::ranges::stable_sort(out, {}, &EmbargoLine::passage);
    return out;
}

std::vector<EmbargoLine> publication_times(const draft::Draft& draft, Timestamp now) {
    std::vector<EmbargoLine> out;
    if (draft.kind == draft::Kind::file) add_facts(draft, kPublishKeys, now, out);
    std::erase_if(out, [](const EmbargoLine& line) { return !line.until; });
    return out;
}

bool is_dated_beside(const draft::Draft& draft, const std::vector<EmbargoLine>& lines,
                     const EmbargoLine& line) {
    const auto part_of = [&](const EmbargoLine& of) { return draft.passages[of.passage].part; };
    return std::ranges::any_of(lines, [&](const EmbargoLine& other) {
        if (other.fault == EmbargoFault::no_date) return false;
        const auto part = part_of(other);
        const bool attached = part < draft.parts.size() && draft.parts[part].attachment;
        return !attached || part == part_of(line);
    });
}

Embargo embargo_of(const draft::Draft& draft, Timestamp now) {
    Embargo out;
    const auto lines = embargoes(draft, now);
    const auto add = [&](std::string reason) {
        if (std::ranges::find(out.reasons, reason) == out.reasons.end())
            out.reasons.push_back(std::move(reason));
    };
    std::vector<Timestamp> times;
    std::optional<Timestamp> ended;  // of those that cannot be read
    for (const auto& line : lines) {
        if (line.until) {
            times.push_back(*line.until);
        } else if (line.has_ended(now)) {
            ended = std::max(ended, line.latest);
        } else if (line.fault != EmbargoFault::no_date || !is_dated_beside(draft, lines, line)) {
            add(line.reason);
        }
    }
    if (!times.empty()) {
        out.until = std::ranges::max(times);
        const auto other = std::ranges::find_if(times, [&](auto time) { return time != times[0]; });
        if (other != times.end() && *out.until > now)
            add(fmt::format("two times are named, {} and {}", format_rfc3339(times[0]),
                            format_rfc3339(*other)));
    } else {
        out.until = ended;
    }
    if (!out.reasons.empty()) {
        out.state = Embargo::State::unclear;
        out.until.reset();
    } else if (out.until) {
        out.state = Embargo::State::until;
    }
    return out;
}

}  // namespace sendguard::check

// Folding: a fast way for runs of plain ASCII, single characters that need no context, and chunks.
//
// The problem: nearly all text is ASCII with a few dashes, quotes and accents, and NFKC of all of
// it is three times slower than copying what needs none. The idea: plain runs are found 16 bytes at
// a time and copied; common Latin letters, dashes and quotes are folded alone when what follows
// them is as simple; anything else sends the whole token (from blank to blank) through
// fold_chunk(). For that the output is taken back to where the token began, so a word is always
// seen whole.
//
// Limit: a token is seen whole up to kMaxTokenBytes before and kMaxChunkUnits after its first
// difficult character.
#include "draft/fold.h"

#include <emmintrin.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "draft/fold_chunk.h"
#include "draft/fold_words.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxTokenBytes = 1024;
constexpr std::size_t kMaxChunkUnits = 4096;

bool is_ascii_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

char32_t decode(std::string_view text, std::size_t& at) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data()) + at;
    const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4));
    std::int32_t step = 0;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, step, length, c);
    at += static_cast<std::size_t>(step);
    return static_cast<char32_t>(c);
}

/// How many bytes from `at` on folding leaves as they are: visible ASCII and single ' ' or '\n'.
std::size_t plain_run(std::string_view text, std::size_t at, bool after_blank) {
    const auto start = at;
    unsigned carry = after_blank ? 1 : 0;
    for (; at + 16 <= text.size(); at += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        const auto newline = _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'));
        const auto space = _mm_cmpeq_epi8(block, _mm_set1_epi8(' '));
        // Signed: bytes from 0x80 on are below ' ' as well.
        const auto low = _mm_cmplt_epi8(block, _mm_set1_epi8(' '));
        const auto del = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f));
        const auto odd = _mm_or_si128(_mm_andnot_si128(newline, low), del);
        const auto blanks = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(newline, space)));
        const auto stop =
            static_cast<unsigned>(_mm_movemask_epi8(odd)) | (blanks & ((blanks << 1) | carry));
        if (stop != 0) return at - start + static_cast<std::size_t>(std::countr_zero(stop));
        carry = blanks >> 15;
    }
    for (; at < text.size(); ++at) {
        const char c = text[at];
        const bool blank = c == ' ' || c == '\n';
        if ((!blank && (c <= ' ' || c == 0x7f)) || (blank && carry != 0)) break;
        carry = blank ? 1 : 0;
    }
    return at - start;
}

/// Fullwidth punctuation, which folds to ASCII.
bool is_wide_mark(char32_t cp) {
    return (cp >= 0xff01 && cp <= 0xff0f) || (cp >= 0xff1a && cp <= 0xff20);
}

/// Characters that fold alone, whatever stands before them, unless a mark follows.
bool folds_alone(char32_t cp) {
    if (is_stable(cp)) return cp <= 0x17f ? cp != 0xd7 && cp != 0xf7 : cp >= 0x590;
    return (cp >= 0x2010 && cp <= 0x2015) || (cp >= 0x2018 && cp <= 0x201f) || cp == 0x20ac ||
           cp == 0xab || cp == 0xbb || cp == 0xa7 || is_wide_mark(cp);
}

/// True where `at` is an end of the text or a character that is part of no word.
bool is_word_end(std::string_view text, std::size_t at) {
    if (at >= text.size()) return true;
    const auto c = static_cast<unsigned char>(text[at]);
    // Control characters are dropped, so a word goes on behind them.
    if (c < 0x80)
        return is_ascii_blank(text[at]) || (c >= ' ' && c < 'A') || (c > 'Z' && c < 'a') ||
               (c > 'z' && c < 0x7f);
    const auto cp = decode(text, at);
    return (cp >= 0x2010 && cp <= 0x201f) || cp == 0xab || cp == 0xbb;
}

/// The bytes of the Cyrillic or Greek word that begins at `at`, when it stands alone and not all of
/// its letters are look-alikes: such a word stays as it is. 0 otherwise.
std::size_t plain_word(std::string_view text, std::size_t at) {
    const bool starts_word = at == 0 || is_word_end(text, at - 1) ||
                             (at >= 2 && is_word_end(text, at - 2) && text[at - 2] == '\xc2') ||
                             (at >= 3 && is_word_end(text, at - 3) && text[at - 3] == '\xe2');
    if (!starts_word) return 0;
    const auto start = at;
    bool own = false;
    while (!is_word_end(text, at)) {
        const auto cp = decode(text, at);
        if (cp < 0x386 || cp > 0x45f || !is_stable(cp)) return 0;
        own |= letter_kind(cp) != LetterKind::other_alike;
    }
    return own ? at - start : 0;
}

/// Writes folded text and, for unfold(), remembers where some of its bytes came from.
class Writer {
  public:
    /// in: watched - spans of the folded text, sorted by both ends
    explicit Writer(std::string& out, std::span<const FoldSpan> watched = {})
        : out_(out), start_(out.size()), watched_(watched), source_(watched.size()) {}

    std::size_t size() const { return out_.size() - start_; }
    bool after_blank() const { return size() != 0 && (out_.back() == ' ' || out_.back() == '\n'); }
    char at(std::size_t i) const { return out_[start_ + i]; }

    /// Bytes that stay as they are; `from` is their place in the source.
    void copy(std::string_view bytes, std::size_t from) {
        const auto before = size();
        out_.append(bytes);
        for (; begins_before(size()); ++begins_)
            source_[begins_].first = from + (watched_[begins_].first - before);
        for (; ends_by(size()); ++ends_)
            source_[ends_].second = from + (watched_[ends_].second - before);
    }
    void put(char32_t cp, std::size_t from, std::size_t to) {
        append_utf8(out_, cp);
        for (; begins_before(size()); ++begins_) source_[begins_].first = from;
        for (; ends_by(size()); ++ends_) source_[ends_].second = to;
    }
    /// A blank or line end, joined to the one before it.
    void blank(char32_t cp, std::size_t from, std::size_t to) {
        if (!after_blank()) return put(cp, from, to);
        if (cp == '\n') out_.back() = '\n';
        for (auto i = ends_; i > 0 && watched_[i - 1].second == size(); --i)
            source_[i - 1].second = to;
    }
    void back_to(std::size_t size) {
        out_.resize(start_ + size);
        while (begins_ > 0 && watched_[begins_ - 1].first >= size) --begins_;
        while (ends_ > 0 && watched_[ends_ - 1].second > size) --ends_;
    }
    /// All that is watched has been written, and will not be written anew.
    bool is_done() const {
        return !watched_.empty() && ends_ == watched_.size() &&
               size() > watched_.back().second + kMaxTokenBytes;
    }
    /// Of each span what it came from.
    std::vector<FoldSpan> source() && { return std::move(source_); }

  private:
    bool begins_before(std::size_t size) const {
        return begins_ < watched_.size() && watched_[begins_].first < size;
    }
    bool ends_by(std::size_t size) const {
        return ends_ < watched_.size() && watched_[ends_].second <= size;
    }

    std::string& out_;
    std::size_t start_;
    std::span<const FoldSpan> watched_;
    std::vector<FoldSpan> source_;
    std::size_t begins_ = 0, ends_ = 0;  ///< so many begins and ends have been passed
};

class Folder {
  public:
    Folder(std::string_view text, Writer& out) : text_(text), out_(out), around_(text) {}

    void run() {
        while (at_ < text_.size() && !out_.is_done()) {
            if (const auto plain = plain_run(text_, at_, out_.after_blank())) {
                out_.copy(text_.substr(at_, plain), at_);
                at_ += plain;
                continue;
            }
            const char c = text_[at_];
            if (is_ascii_blank(c)) {
                out_.blank(c == ' ' || c == '\t' ? ' ' : '\n', at_, at_ + 1);
                ++at_;
            } else if (static_cast<unsigned char>(c) < 0x80) {
                ++at_;  // a control character: dropped
            } else if (const auto run = stable_run()) {
                out_.copy(text_.substr(at_, run), at_);
                at_ += run;
            } else if (const auto word = plain_word(text_, at_)) {
                out_.copy(text_.substr(at_, word), at_);
                at_ += word;
            } else if (!fold_alone()) {
                chunk();
            }
        }
    }

  private:
    bool is_simple(std::size_t at) const {
        if (at >= text_.size() || static_cast<unsigned char>(text_[at]) < 0x80) return true;
        return folds_alone(decode(text_, at));
    }

    /// The bytes from at_ on that stay as they are, beyond ASCII and outside words of two scripts.
    std::size_t stable_run() const {
        auto end = at_;
        auto last = at_;  // where the last character of the run begins
        while (end < text_.size() && static_cast<unsigned char>(text_[end]) >= 0x80) {
            auto next = end;
            const auto cp = decode(text_, next);
            if (!is_stable(cp) || !folds_alone(cp)) break;
            last = end;
            end = next;
        }
        return (is_simple(end) ? end : last) - at_;
    }

    bool fold_alone() {
        auto next = at_;
        const auto cp = decode(text_, next);
        if (cp == 0xa0 || cp == 0x202f || cp == 0x3000) {
            out_.blank(' ', at_, next);
            at_ = floor_ = next;
            out_floor_ = out_.size();
            return true;
        }
        if (!folds_alone(cp) || !is_simple(next)) return false;
        out_.put(is_wide_mark(cp) ? cp - 0xff01 + '!' : fold_character(cp), at_, next);
        at_ = next;
        return true;
    }

    /// Takes the output back to the start of the token that holds at_.
    void back_to_token() {
        auto start = at_;
        while (start > floor_ && !is_ascii_blank(text_[start - 1]) &&
               at_ - start < kMaxTokenBytes) {
            --start;
        }
        while (start < at_ && (static_cast<unsigned char>(text_[start]) & 0xc0) == 0x80) ++start;
        // What stands in the output for [start, at_): folding alone keeps the order, so it is
        // folded anew when the token did not begin at a blank.
        auto size = out_.size();
        while (size > out_floor_ && out_.at(size - 1) != ' ' && out_.at(size - 1) != '\n') --size;
        if (start > floor_ && !is_ascii_blank(text_[start - 1])) return;  // too long: leave it
        out_.back_to(size);
        at_ = start;
    }

    void chunk() {
        back_to_token();
        units_.clear();
        while (at_ < text_.size() && !is_ascii_blank(text_[at_])) {
            const auto begin = at_;
            const auto cp = fold_character(decode(text_, at_));
            if (cp == kDropped) continue;
            if (units_.size() >= kMaxChunkUnits && (cp == ' ' || cp == '\n')) {
                at_ = begin;
                break;
            }
            if (units_.size() >= 16 * kMaxChunkUnits) {
                at_ = begin;
                break;
            }
            units_.push_back({cp, begin, at_});
        }
        fold_chunk(around_, units_);
        for (const auto& unit : units_) {
            if (unit.cp == ' ' || unit.cp == '\n') {
                out_.blank(unit.cp, unit.begin, unit.end);
            } else {
                out_.put(unit.cp, unit.begin, unit.end);
            }
        }
        floor_ = at_;
        out_floor_ = out_.size();
    }

    std::string_view text_;
    Writer& out_;
    Surroundings around_;
    std::vector<Unit> units_;
    std::size_t at_ = 0;
    std::size_t floor_ = 0;      ///< source before this is folded for good
    std::size_t out_floor_ = 0;  ///< and so is the output before this
};

}  // namespace

void fold(std::string_view text, std::string& out) {
    out.reserve(out.size() + text.size());
    Writer writer(out);
    Folder(text, writer).run();
}

std::string fold(std::string_view text) {
    std::string out;
    fold(text, out);
    return out;
}

std::vector<FoldSpan> unfold(std::string_view text, std::span<const FoldSpan> spans) {
    std::string folded;
    folded.reserve(text.size());
    Writer writer(folded, spans);
    Folder(text, writer).run();
    auto out = std::move(writer).source();
    for (std::size_t i = 0; i < spans.size(); ++i) {
        auto& [first, second] = out[i];
        if (spans[i].first >= folded.size()) first = text.size();
        if (spans[i].second <= spans[i].first) second = first;
        second = std::max(first, second);
    }
    return out;
}

FoldSpan unfold(std::string_view text, std::size_t begin, std::size_t end) {
    const FoldSpan span{begin, std::max(end, begin)};
    return unfold(text, std::span(&span, 1)).front();
}

}  // namespace sendguard::draft

// Disguises in text, told apart from ordinary typesetting.
//
// The problem: joiners, direction marks and selectors are part of Persian, Hindi, Hebrew, emoji and
// of text pasted from a word processor. The idea: an invisible character is a trick only where both
// of its neighbours are letters of scripts that never need one (Latin, Greek, Cyrillic); a foreign
// look-alike only inside a word that is otherwise Latin, and Greek small letters only in the midst
// of one (TNF-alpha, micro and ohm are ordinary); an override only when it turns letters round.
// Soft hyphens and byte order marks at the start never count.
#include <emmintrin.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "draft/fold.h"
#include "draft/fold_chunk.h"
#include "draft/fold_words.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMinWordLetters = 3;
constexpr std::size_t kMinSelectorRun = 4;  // fewer selectors in a row spell nothing worth telling

bool is_tag(char32_t cp) {
    return cp >= 0xe0000 && cp <= 0xe007f;
}
bool is_greek(char32_t cp) {
    return cp >= 0x370 && cp <= 0x3ff;
}
bool is_selector(char32_t cp) {
    return (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0100 && cp <= 0xe01ef);
}
bool is_line_end(char32_t cp) {
    return cp == '\n' || cp == '\r' || cp == 0x2029;
}

/// Letters of scripts that need no invisible characters.
bool is_plain_script_letter(char32_t cp) {
    const auto kind = letter_kind(cp);
    return kind != LetterKind::no_letter;
}

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The first byte from `at` on that is not printable ASCII, a blank or a line end.
std::size_t find_odd(std::string_view text, std::size_t at) {
    for (; at + 16 <= text.size(); at += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        // Signed: bytes from 0x80 on are low as well.
        const auto low = _mm_cmplt_epi8(block, _mm_set1_epi8(' '));
        const auto blank = _mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('\t' - 1)),
                                         _mm_cmplt_epi8(block, _mm_set1_epi8('\r' + 1)));
        const auto del = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f));
        const auto odd = _mm_or_si128(_mm_andnot_si128(blank, low), del);
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(odd));
        if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
    }
    while (at < text.size() && (text[at] >= ' ' ? text[at] != 0x7f : is_blank(text[at]))) ++at;
    return at;
}

bool is_printable_ascii(std::string_view text) {
    return find_odd(text, 0) == text.size();
}

/// Latin letters and the marks of ordinary typesetting: none of them is ever part of a trick
/// without a character that is not among them.
bool is_harmless(char32_t cp) {
    return (cp >= 0xa0 && cp <= 0x24f) || (cp >= 0x2010 && cp <= 0x2027) ||
           (cp >= 0x2030 && cp <= 0x205e) || (cp >= 0x20a0 && cp <= 0x20cf);
}

bool holds_only_harmless(std::string_view text) {
    for (std::size_t at = find_odd(text, 0); at < text.size(); at = find_odd(text, at)) {
        if (!is_harmless(next_code_point(text, at))) return false;
    }
    return true;
}

/// Walks the text once; one small state machine for each kind of trick.
class Finder {
  public:
    explicit Finder(std::string_view text) : text_(text) {}

    Tricks find() {
        std::size_t odd = 0;
        for (std::size_t at = 0; at < text_.size();) {
            if (open_ == 0 && at >= odd && (at == 0 || is_blank(text_[at - 1]))) {
                odd = find_odd(text_, at);
                at = skip_plain_words(at, odd);
                if (at >= text_.size()) break;
            }
            const auto begin = at;
            const auto cp = next_code_point(text_, at);
            step(cp, begin, at);
        }
        end_word();
        end_paragraph();
        // A Russian ending on a Latin name is ordinary where Russian is written.
        if (!has_other_script_) tricks_.mixed_script += joined_words_;
        if (!has_other_script_ && joined_words_ != 0) place(joined_first_, joined_end_);
        return tricks_;
    }

  private:
    /// The beginning of the word that holds `odd`; the words before it are plain.
    std::size_t skip_plain_words(std::size_t at, std::size_t odd) {
        auto start = odd;
        if (odd < text_.size()) {
            while (start > at && !is_blank(text_[start - 1])) --start;
        }
        if (start > at) {
            end_word();
            hidden_ = 0;
            last_ = ' ';
        }
        return start;
    }

    void step(char32_t cp, std::size_t begin, std::size_t end) {
        watch_tags(cp, begin, end);
        watch_directions(cp, begin, end);
        if (is_line_end(cp)) end_paragraph();
        if (cp == 0xad || is_tag(cp)) return;  // one is typesetting, the other counted already
        if (fold_character(cp) == kDropped) {
            if (is_plain_script_letter(last_) && hidden_ == 0) hidden_begin_ = begin;
            ++hidden_;
            hidden_end_ = end;
            return;
        }
        if (hidden_ != 0 && is_plain_script_letter(last_) && is_plain_script_letter(cp)) {
            tricks_.invisible += hidden_;
            place(hidden_begin_, hidden_end_);
        }
        hidden_ = 0;
        last_ = cp;
        watch_word(cp, begin, end);
    }

    void watch_word(char32_t cp, std::size_t begin, std::size_t end) {
        const auto kind = letter_kind(cp);
        if (kind == LetterKind::no_letter) return end_word();
        const bool foreign = kind != LetterKind::latin_own && kind != LetterKind::latin_alike;
        if (letters_ == 0) word_begin_ = begin;
        if (letters_ != 0 && foreign != last_foreign_) ++turns_;
        if (is_greek(cp) && u_islower(static_cast<UChar32>(cp)) != 0) {
            // Counted only between two small Latin letters: see below, at the next letter.
            greek_waits_ = last_small_latin_;
            greek_small_ = true;
        } else if (foreign) {
            other_alike_ += kind == LetterKind::other_alike ? 1 : 0;
        } else if (greek_waits_) {
            ++other_alike_;
            greek_waits_ = false;
        }
        if (kind == LetterKind::other_own || kind == LetterKind::other_near) {
            other_own_ = true;
            has_other_script_ |= kind == LetterKind::other_own && !is_greek(cp);
        }
        latin_ += foreign ? 0 : 1;
        last_small_latin_ = !foreign && u_islower(static_cast<UChar32>(cp)) != 0;
        last_foreign_ = foreign;
        ++letters_;
        word_end_ = end;
    }

    void end_word() {
        const bool trick =
            letters_ >= kMinWordLetters && latin_ != 0 && other_alike_ != 0 && !other_own_;
        if (trick && turns_ == 1 && !greek_small_) {
            if (joined_words_++ == 0) {
                joined_first_ = word_begin_;
                joined_end_ = word_end_;
            }
        } else if (trick) {
            ++tricks_.mixed_script;
            place(word_begin_, word_end_);
        }
        letters_ = latin_ = other_alike_ = turns_ = 0;
        other_own_ = last_foreign_ = last_small_latin_ = greek_waits_ = greek_small_ = false;
    }

    void watch_tags(char32_t cp, std::size_t begin, std::size_t end) {
        if (is_tag(cp) && !in_flag_) {
            ++tricks_.tag_characters;
            place(begin, end);
        }
        // U+1F3F4 and tags up to CANCEL TAG are one flag.
        in_flag_ = cp == 0x1f3f4 || (in_flag_ && is_tag(cp) && cp != 0xe007f);
    }

    void watch_directions(char32_t cp, std::size_t begin, std::size_t end) {
        const bool opens =
            (cp >= 0x202a && cp <= 0x202e && cp != 0x202c) || (cp >= 0x2066 && cp <= 0x2068);
        if (opens) {
            const bool turns = cp == 0x202d || cp == 0x202e;
            if (turns && !override_) override_begin_ = begin;
            override_ |= turns;
            if (open_++ == 0) open_begin_ = begin;
            open_end_ = end;
        } else if ((cp == 0x202c || cp == 0x2069) && open_ != 0) {
            if (--open_ == 0) override_ = false;
        } else if (override_ && u_isalpha(static_cast<UChar32>(cp)) != 0) {
            ++tricks_.bidi_overrides;
            place(override_begin_, end);
            override_ = false;
        }
    }

    void end_paragraph() {
        if (open_ != 0) {
            ++tricks_.bidi_overrides;
            place(open_begin_, open_end_);
        }
        open_ = 0;
        override_ = false;
    }

    void place(std::size_t begin, std::size_t end) {
        if (tricks_.first_end != 0 && tricks_.first <= begin) return;
        tricks_.first = begin;
        tricks_.first_end = end;
    }

    std::string_view text_;
    Tricks tricks_;
    char32_t last_ = 0;
    std::size_t hidden_ = 0, hidden_begin_ = 0, hidden_end_ = 0;
    std::size_t letters_ = 0, latin_ = 0, other_alike_ = 0, turns_ = 0;
    std::size_t word_begin_ = 0, word_end_ = 0;
    bool other_own_ = false, last_foreign_ = false, last_small_latin_ = false;
    bool greek_waits_ = false, greek_small_ = false;
    std::size_t joined_words_ = 0, joined_first_ = 0, joined_end_ = 0;
    bool has_other_script_ = false;
    bool in_flag_ = false;
    bool override_ = false;
    std::size_t open_ = 0, open_begin_ = 0, open_end_ = 0, override_begin_ = 0;
};

/// Adds the bytes that a run of selectors stands for, when all of them are printable.
void end_selectors(std::string& run, std::string& out) {
    if (run.size() >= kMinSelectorRun && is_printable_ascii(run)) out += run;
    run.clear();
}

}  // namespace

Tricks find_tricks(std::string_view text) {
    if (holds_only_harmless(text)) return {};
    return Finder(text).find();
}

std::string decode_tags(std::string_view text) {
    std::string out;
    if (is_ascii(text)) return out;
    std::string selectors;
    bool in_flag = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto cp = next_code_point(text, at);
        if (is_selector(cp)) {
            selectors += static_cast<char>(cp < 0x10000 ? cp - 0xfe00 : cp - 0xe0100 + 16);
        } else {
            end_selectors(selectors, out);
        }
        if (cp >= 0xe0020 && cp <= 0xe007e && !in_flag) out += static_cast<char>(cp - 0xe0000);
        in_flag = cp == 0x1f3f4 || (in_flag && is_tag(cp) && cp != 0xe007f);
    }
    end_selectors(selectors, out);
    return out;
}

}  // namespace sendguard::draft

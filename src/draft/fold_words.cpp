#include "draft/fold_words.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "draft/fold_lookalikes.h"

namespace sendguard::draft {
namespace {

// More marks than two on one letter occur in no living Latin orthography.
constexpr std::size_t kMaxMarks = 2;
// A text with fewer Latin letters than this says nothing about a word beside them.
constexpr std::size_t kMinLatinLetters = 20;

bool is_ascii_letter(char32_t cp) {
    return (cp | 32) >= 'a' && (cp | 32) <= 'z';
}

UScriptCode script_of(char32_t cp) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(static_cast<UChar32>(cp), &status);
}

/// Scripts with letters like Latin ones. Han, kana and the like may touch a Latin word and are none
/// of it.
bool resembles_latin(UScriptCode script) {
    return script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK || script == USCRIPT_ARMENIAN ||
           script == USCRIPT_CHEROKEE || script == USCRIPT_COPTIC || script == USCRIPT_LISU;
}

bool is_mark(char32_t cp) {
    if (cp < 0x300 || is_stable(cp)) return false;
    const auto type = u_charType(static_cast<UChar32>(cp));
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

/// Marks drawn through, under or around a letter that leave it readable as it is.
bool is_overlay(char32_t cp) {
    return (cp >= 0x334 && cp <= 0x338) || cp == 0x305 || cp == 0x332 || cp == 0x333 ||
           cp == 0x33f || (cp >= 0x20d2 && cp <= 0x20e4) || (cp >= 0x20e5 && cp <= 0x20eb);
}

std::size_t count_in_decomposition(char32_t cp, char32_t& base) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* form = unorm2_getNFCInstance(&status);
    std::array<UChar, 8> parts{};
    const auto length =
        unorm2_getDecomposition(form, static_cast<UChar32>(cp), parts.data(), 8, &status);
    if (U_FAILURE(status) != 0 || length < 2) return 0;
    base = parts[0];
    return static_cast<std::size_t>(length - 1);
}

/// Cuts the marks after the Latin letter at `at`; true when something was cut.
bool cut_marks(std::vector<Unit>& units, std::size_t at) {
    std::size_t end = at + 1;
    while (end < units.size() && is_mark(units[end].cp)) ++end;
    char32_t base = units[at].cp;
    const auto inside = count_in_decomposition(units[at].cp, base);
    const bool heap = inside + (end - at - 1) > kMaxMarks;
    if (heap) units[at].cp = base;
    bool cut = heap;
    for (std::size_t i = at + 1; i < end; ++i) {
        if (!heap && !is_overlay(units[i].cp)) continue;
        units[at].end = std::max(units[at].end, units[i].end);
        units[i].cp = kDropped;
        cut = true;
    }
    return cut;
}

bool fold_marks(std::vector<Unit>& units) {
    bool changed = false;
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
        if (!is_mark(units[i + 1].cp) || is_mark(units[i].cp)) continue;
        const auto cp = units[i].cp;
        const bool latin = cp < 0x80 ? is_ascii_letter(cp) || (cp >= '0' && cp <= '9')
                                     : script_of(cp) == USCRIPT_LATIN;
        // A digit with an enclosing keycap is an emoji; its digit is what is read.
        if (latin) changed |= cut_marks(units, i);
    }
    if (changed) std::erase_if(units, [](const Unit& u) { return u.cp == kDropped; });
    return changed;
}

bool letters_to_latin(Unit* first, Unit* last) {
    bool changed = false;
    for (auto* u = first; u != last; ++u) {
        if (u->cp < 0x80) continue;
        if (const auto* row = find_lookalike(u->cp)) {
            u->cp = row->latin;
            changed = true;
        }
    }
    return changed;
}

/// Latin letters of the word become those of the word's own script, where it has their double.
bool letters_to_other(Unit* first, Unit* last) {
    int script = USCRIPT_LATIN;
    for (auto* u = first; u != last && script == USCRIPT_LATIN; ++u) {
        const auto kind = letter_kind(u->cp);
        if (kind == LetterKind::other_own || kind == LetterKind::other_alike) {
            script = script_of(u->cp);
        }
    }
    bool changed = false;
    for (auto* u = first; u != last; ++u) {
        if (letter_kind(u->cp) != LetterKind::latin_alike) continue;
        if (const auto twin = lookalike_in_script(u->cp, script)) {
            u->cp = twin;
            changed = true;
        }
    }
    return changed;
}

bool fold_word(Surroundings& around, Unit* first, Unit* last) {
    WordLetters letters;
    for (auto* u = first; u != last; ++u) letters.add(u->cp);
    if (letters.all_alike()) return around.is_latin() && letters_to_latin(first, last);
    if (!letters.is_mixed()) return false;
    bool latin = letters.latin() >= letters.other();
    if (letters.latin_own != 0 && letters.other_own == 0) latin = true;
    if (letters.latin_own == 0 && letters.other_own != 0) latin = false;
    if (letters.latin_own == 0 && letters.other_own == 0 && around.is_latin()) latin = true;
    return latin ? letters_to_latin(first, last) : letters_to_other(first, last);
}

/// Counts the letters that NFKC makes of `cp`; false when it leaves `cp` alone.
bool add_compatible(char32_t cp, WordLetters& word) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* form = unorm2_getNFKCInstance(&status);
    std::array<UChar, 24> parts{};
    const auto length =
        unorm2_getDecomposition(form, static_cast<UChar32>(cp), parts.data(), 24, &status);
    if (U_FAILURE(status) != 0 || length < 1) return false;
    for (std::int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U16_NEXT(parts, i, length, c);
        word.add(fold_character(static_cast<char32_t>(c)));
    }
    return true;
}

}  // namespace

LetterKind letter_kind(char32_t cp) {
    if (cp < 0x80) {
        if (!is_ascii_letter(cp)) return LetterKind::no_letter;
        // Letters that have a double in Cyrillic or Greek.
        constexpr std::string_view kTwins = "ABCEHIJKMNOPSTXYZacdehijlopqsuvwxy";
        return kTwins.find(static_cast<char>(cp)) != std::string_view::npos
                   ? LetterKind::latin_alike
                   : LetterKind::latin_own;
    }
    if (cp >= 0x590 && is_stable(cp)) return LetterKind::no_letter;  // Han, kana, Hebrew, Arabic
    const bool known = cp >= 0x386 && is_stable(cp);                 // Cyrillic and Greek letters
    if (!known) {
        if (u_isalpha(static_cast<UChar32>(cp)) == 0) return LetterKind::no_letter;
        const auto script = script_of(cp);
        if (script == USCRIPT_LATIN) return LetterKind::latin_own;
        if (!resembles_latin(script)) return LetterKind::no_letter;
    }
    if (const auto* row = find_lookalike(cp)) {
        return row->near ? LetterKind::other_near : LetterKind::other_alike;
    }
    return LetterKind::other_own;
}

void WordLetters::add(char32_t cp) {
    switch (letter_kind(cp)) {
        case LetterKind::latin_own:
            ++latin_own;
            break;
        case LetterKind::latin_alike:
            ++latin_alike;
            break;
        case LetterKind::other_own:
            ++other_own;
            break;
        case LetterKind::other_near:
            ++other_near;
            break;
        case LetterKind::other_alike:
            ++other_alike;
            break;
        case LetterKind::no_letter:
            break;
    }
}

bool is_word_character(char32_t cp) {
    return cp < 0x80 ? is_ascii_letter(cp)
                     : letter_kind(cp) != LetterKind::no_letter || is_mark(cp);
}

bool Surroundings::look() const {
    std::size_t latin = 0;
    WordLetters word;
    const auto end_word = [&] {
        // Look-alikes beside Latin letters count as what they will be folded to.
        latin += word.latin() + (word.latin() != 0 ? word.other_alike : 0);
        word = {};
    };
    const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text_.size(), INT32_MAX));
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    for (std::int32_t at = 0; at < length;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, at, length, c);
        const auto cp = fold_character(static_cast<char32_t>(c));
        if (cp == kDropped) continue;
        if (cp < 0x80 || !add_compatible(cp, word)) word.add(cp);
        if (word.other_own + word.other_near != 0) return false;
        if (cp < 0x80 && !is_ascii_letter(cp)) end_word();
    }
    end_word();
    return latin >= kMinLatinLetters;
}

bool fold_words(Surroundings& around, std::vector<Unit>& units) {
    bool changed = fold_marks(units);
    for (std::size_t at = 0; at < units.size();) {
        if (!is_word_character(units[at].cp)) {
            ++at;
            continue;
        }
        std::size_t end = at;
        bool ascii = true;
        for (; end < units.size() && is_word_character(units[end].cp); ++end) {
            ascii &= units[end].cp < 0x80;
        }
        if (!ascii) changed |= fold_word(around, units.data() + at, units.data() + end);
        at = end;
    }
    return changed;
}

}  // namespace sendguard::draft

#include "draft/fold_chunk.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <array>

#include "draft/fold_lookalikes.h"
#include "draft/fold_words.h"

namespace sendguard::draft {
namespace {

// Three rounds reach the fixed point for all text seen; the cap only guards against a cycle.
constexpr int kMaxRounds = 4;

bool is_dropped(char32_t cp) {
    const auto c = static_cast<UChar32>(cp);
    if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) return true;  // line ends and tabs are told before
    if (cp >= 0xfff9 && cp <= 0xfffb) return true;            // interlinear annotation
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

char32_t fold_quote(char32_t cp) {
    switch (cp) {
        case 0x2018:
        case 0x2019:
        case 0x201a:
        case 0x201b:
        case 0x2032:
        case 0x2035:
        case 0x02bb:
        case 0x02bc:
        case 0x02b9:
        case 0x05f3:
            return '\'';
        case 0x201c:
        case 0x201d:
        case 0x201e:
        case 0x201f:
        case 0x301d:
        case 0x301e:
        case 0x301f:
        case 0x2e42:
        case 0x05f4:
            return '"';
        case 0x2044:
        case 0x2215:
            return '/';
        default:
            return cp;
    }
}

bool is_dash(char32_t cp) {
    if (cp == 0x2212 || cp == 0x2043 || cp == 0x2796) return true;
    if (cp == 0x301c || cp == 0x3030 || cp == 0x30a0) return false;  // waves and a kana mark
    return u_charType(static_cast<UChar32>(cp)) == U_DASH_PUNCTUATION;
}

/// Negative circled and negative squared letters, which NFKC leaves.
char32_t fold_letter_form(char32_t cp) {
    if (cp >= 0x1f150 && cp <= 0x1f169) return 'A' + (cp - 0x1f150);
    if (cp >= 0x1f170 && cp <= 0x1f189) return 'A' + (cp - 0x1f170);
    if (const auto plain = plain_letter_form(cp)) return plain;
    return cp;
}

/// Regional indicators in pairs are flags; an odd run of them spells something.
bool fold_regional_indicators(std::vector<Unit>& units) {
    const auto is_indicator = [](const Unit& u) { return u.cp >= 0x1f1e6 && u.cp <= 0x1f1ff; };
    bool changed = false;
    for (auto at = units.begin(); at != units.end();) {
        if (!is_indicator(*at)) {
            ++at;
            continue;
        }
        const auto end = std::find_if_not(at, units.end(), is_indicator);
        if ((end - at) % 2 == 1) {
            for (auto u = at; u != end; ++u) u->cp = 'A' + (u->cp - 0x1f1e6);
            changed = true;
        }
        at = end;
    }
    return changed;
}

bool fold_characters(std::vector<Unit>& units) {
    bool changed = false;
    for (auto& unit : units) {
        const auto folded = fold_character(unit.cp);
        changed |= folded != unit.cp;
        unit.cp = folded;
    }
    if (changed) std::erase_if(units, [](const Unit& u) { return u.cp == kDropped; });
    return fold_regional_indicators(units) || changed;
}

const UNormalizer2* nfkc() {
    UErrorCode status = U_ZERO_ERROR;
    return unorm2_getNFKCInstance(&status);
}

/// NFKC of units [first, last), appended to `out`; each result spans the whole segment.
void normalize_segment(const Unit* first, const Unit* last, std::vector<Unit>& out) {
    std::vector<UChar> source;
    for (const auto* u = first; u != last; ++u) {
        std::array<UChar, 2> pair{};
        std::int32_t length = 0;
        U16_APPEND_UNSAFE(pair, length, static_cast<UChar32>(u->cp));
        source.insert(source.end(), pair.begin(), pair.begin() + length);
    }
    std::vector<UChar> target(source.size() * 18 + 8);  // U+FDFA, the longest, becomes 18 units
    UErrorCode status = U_ZERO_ERROR;
    const auto length =
        unorm2_normalize(nfkc(), source.data(), static_cast<std::int32_t>(source.size()),
                         target.data(), static_cast<std::int32_t>(target.size()), &status);
    if (U_FAILURE(status) != 0) {
        out.insert(out.end(), first, last);
        return;
    }
    for (std::int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U16_NEXT(target.data(), i, length, c);
        out.push_back({static_cast<char32_t>(c), first->begin, (last - 1)->end});
    }
}

bool same_characters(const std::vector<Unit>& a, const std::vector<Unit>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Unit& x, const Unit& y) { return x.cp == y.cp; });
}

bool needs_nfkc(const std::vector<Unit>& units) {
    return std::any_of(units.begin(), units.end(), [](const Unit& u) {
        return u.cp >= 0x80 && u_getIntPropertyValue(static_cast<UChar32>(u.cp),
                                                     UCHAR_NFKC_QUICK_CHECK) != UNORM_YES;
    });
}

/// True when something changed.
bool normalize(std::vector<Unit>& units) {
    const bool ordered = std::none_of(units.begin(), units.end(), [](const Unit& u) {
        return u.cp >= 0x300 && !is_stable(u.cp) &&
               u_getCombiningClass(static_cast<UChar32>(u.cp)) != 0;
    });
    if (ordered && !needs_nfkc(units)) return false;
    std::vector<Unit> out;
    out.reserve(units.size());
    const auto* form = nfkc();
    for (std::size_t at = 0; at < units.size();) {
        std::size_t end = at + 1;
        while (end < units.size() && !is_stable(units[end].cp) &&
               unorm2_hasBoundaryBefore(form, static_cast<UChar32>(units[end].cp)) == 0) {
            ++end;
        }
        if (end == at + 1 && is_stable(units[at].cp)) {
            out.push_back(units[at]);
        } else {
            normalize_segment(&units[at], units.data() + end, out);
        }
        at = end;
    }
    const bool changed = !same_characters(out, units);
    if (changed) units = std::move(out);
    return changed;
}

}  // namespace

char32_t fold_character(char32_t cp) {
    if (is_stable(cp)) return cp;
    if (cp == '\n' || cp == '\r' || cp == '\v' || cp == '\f' || cp == 0x85 || cp == 0x2028 ||
        cp == 0x2029) {
        return '\n';
    }
    // Braille pattern blank is drawn as a blank, though it is a symbol.
    if (cp == ' ' || cp == '\t' || cp == 0x2800) return ' ';
    if (is_dropped(cp)) return kDropped;
    if (u_isUWhiteSpace(static_cast<UChar32>(cp)) != 0) return ' ';
    if (is_dash(cp)) return '-';
    const auto quote = fold_quote(cp);
    return quote != cp ? quote : fold_letter_form(cp);
}

void fold_chunk(Surroundings& around, std::vector<Unit>& units) {
    fold_characters(units);
    for (int round = 0; round < kMaxRounds; ++round) {
        bool changed = normalize(units);
        if (changed) changed = fold_characters(units);
        changed |= fold_words(around, units);
        if (!changed) return;
    }
}

}  // namespace sendguard::draft

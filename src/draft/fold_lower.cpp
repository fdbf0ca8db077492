// Simple case folding, 16 ASCII bytes at a time.
#include <emmintrin.h>
#include <unicode/uchar.h>

#include <array>

#include "base/text.h"
#include "draft/fold.h"

namespace sendguard::draft {
namespace {

/// Lowers 16 bytes into `to`; false when one of them is beyond ASCII.
bool lower_block(const char* from, char* to) {
    const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    if (_mm_movemask_epi8(block) != 0) return false;
    const auto upper = _mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('A' - 1)),
                                     _mm_cmplt_epi8(block, _mm_set1_epi8('Z' + 1)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                     _mm_or_si128(block, _mm_and_si128(upper, _mm_set1_epi8(0x20))));
    return true;
}

}  // namespace

void lower(std::string_view folded, std::string& out) {
    const auto start = out.size();
    out.append(folded);
    std::size_t at = 0;
    char* bytes = out.data() + start;
    while (at + 16 <= folded.size() && lower_block(bytes + at, bytes + at)) at += 16;
    // From the first character beyond ASCII on, lengths may differ.
    out.resize(start + at);
    std::array<char, 16> lowered{};
    while (at < folded.size()) {
        if (at + 16 <= folded.size() && lower_block(folded.data() + at, lowered.data())) {
            out.append(lowered.data(), lowered.size());
            at += 16;
        } else if (static_cast<unsigned char>(folded[at]) < 0x80) {
            out.push_back(ascii_lower(folded[at++]));
        } else {
            const auto cp = static_cast<UChar32>(next_code_point(folded, at));
            append_utf8(out, static_cast<char32_t>(u_foldCase(cp, U_FOLD_CASE_DEFAULT)));
        }
    }
}

}  // namespace sendguard::draft

// Simple case folding, 16 ASCII bytes at a time.
#include <emmintrin.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <iterator>

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
    // A line end (0x0A) is a blank (0x20): the bits of 0x2A change.
    const auto line_end = _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'));
    const auto lowered = _mm_or_si128(block, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                     _mm_xor_si128(lowered, _mm_and_si128(line_end, _mm_set1_epi8(0x2A))));
    return true;
}

char lower_byte(char c) {
    return c == '\n' ? ' ' : ascii_lower(c);
}

}  // namespace

std::size_t Lowered::folded_offset(std::size_t at) const {
    const auto later = [](std::size_t offset, const Shift& shift) { return offset < shift.from; };
    const auto next = std::upper_bound(shifts.begin(), shifts.end(), at, later);
    if (next == shifts.begin()) return at;
    return at + static_cast<std::size_t>(std::prev(next)->less);
}

void lower(std::string_view folded, Lowered& out) {
    auto& text = out.text;
    out.clear();
    text.append(folded);
    std::size_t at = 0;
    char* bytes = text.data();
    while (at + 16 <= folded.size() && lower_block(bytes + at, bytes + at)) at += 16;
    // From the first character beyond ASCII on, lengths may differ.
    text.resize(at);
    std::array<char, 16> lowered{};
    while (at < folded.size()) {
        if (at + 16 <= folded.size() && lower_block(folded.data() + at, lowered.data())) {
            text.append(lowered.data(), lowered.size());
            at += 16;
        } else if (static_cast<unsigned char>(folded[at]) < 0x80) {
            text.push_back(lower_byte(folded[at++]));
        } else {
            const auto missing = [&] { return static_cast<std::ptrdiff_t>(at - text.size()); };
            const auto before = missing();
            const auto cp = static_cast<UChar32>(next_code_point(folded, at));
            append_utf8(text, static_cast<char32_t>(u_foldCase(cp, U_FOLD_CASE_DEFAULT)));
            if (missing() != before) out.shifts.push_back({text.size(), missing()});
        }
    }
}

std::string lower(std::string_view folded) {
    Lowered out;
    lower(folded, out);
    return std::move(out.text);
}

}  // namespace sendguard::draft

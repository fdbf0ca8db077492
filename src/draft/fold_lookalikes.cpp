#include "draft/fold_lookalikes.h"

#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace sendguard::draft {
namespace {

// Sorted by letter: Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu.
constexpr Lookalike kLookalikes[] = {
    {0x0386, 0xC1, false}, {0x0388, 0xC9, false},  {0x0389, 'H', false},   {0x038A, 0xCD, false},
    {0x038C, 0xD3, false}, {0x038E, 0xDD, false},  {0x0391, 'A', false},   {0x0392, 'B', false},
    {0x0395, 'E', false},  {0x0396, 'Z', false},   {0x0397, 'H', false},   {0x0399, 'I', false},
    {0x039A, 'K', false},  {0x039C, 'M', false},   {0x039D, 'N', false},   {0x039F, 'O', false},
    {0x03A1, 'P', false},  {0x03A4, 'T', false},   {0x03A5, 'Y', false},   {0x03A7, 'X', false},
    {0x03AA, 0xCF, false}, {0x03AB, 0x178, false}, {0x03AC, 0xE1, false},  {0x03AF, 0xED, false},
    {0x03B1, 'a', false},  {0x03B9, 'i', false},   {0x03BA, 'k', true},    {0x03BD, 'v', false},
    {0x03BF, 'o', false},  {0x03C1, 'p', false},   {0x03C4, 't', true},    {0x03C5, 'u', false},
    {0x03C7, 'x', true},   {0x03CC, 0xF3, false},  {0x03F2, 'c', false},   {0x03F3, 'j', false},
    {0x03F9, 'C', false},  {0x03FA, 'M', false},   {0x0401, 0xCB, false},  {0x0405, 'S', false},
    {0x0406, 'I', false},  {0x0407, 0xCF, false},  {0x0408, 'J', false},   {0x0410, 'A', false},
    {0x0412, 'B', false},  {0x0415, 'E', false},   {0x041A, 'K', false},   {0x041C, 'M', false},
    {0x041D, 'H', false},  {0x041E, 'O', false},   {0x0420, 'P', false},   {0x0421, 'C', false},
    {0x0422, 'T', false},  {0x0423, 'Y', false},   {0x0425, 'X', false},   {0x0430, 'a', false},
    {0x0435, 'e', false},  {0x043A, 'k', true},    {0x043C, 'm', true},    {0x043E, 'o', false},
    {0x0440, 'p', false},  {0x0441, 'c', false},   {0x0442, 't', true},    {0x0443, 'y', false},
    {0x0445, 'x', false},  {0x0451, 0xEB, false},  {0x0455, 's', false},   {0x0456, 'i', false},
    {0x0457, 0xEF, false}, {0x0458, 'j', false},   {0x0474, 'V', false},   {0x0475, 'v', false},
    {0x04AE, 'Y', false},  {0x04BA, 'h', false},   {0x04BB, 'h', false},   {0x04BD, 'e', false},
    {0x04C0, 'l', false},  {0x04CF, 'l', false},   {0x04D1, 0x103, false}, {0x04D2, 0xC4, false},
    {0x04D3, 0xE4, false}, {0x04D5, 0xE6, false},  {0x04D6, 0x114, false}, {0x04E6, 0xD6, false},
    {0x04E7, 0xF6, false}, {0x0501, 'd', false},   {0x050C, 'G', false},   {0x051A, 'Q', false},
    {0x051B, 'q', false},  {0x051C, 'W', false},   {0x051D, 'w', false},   {0x053C, 'L', false},
    {0x054D, 'U', false},  {0x054F, 'S', false},   {0x0555, 'O', false},   {0x0566, 'q', false},
    {0x0570, 'h', false},  {0x0575, 'j', false},   {0x0578, 'n', false},   {0x057D, 'u', false},
    {0x0581, 'g', false},  {0x0585, 'o', false},   {0x13A0, 'D', false},   {0x13A1, 'R', false},
    {0x13A2, 'T', false},  {0x13A5, 'i', false},   {0x13A9, 'Y', false},   {0x13AA, 'A', false},
    {0x13AB, 'J', false},  {0x13AC, 'E', false},   {0x13B3, 'W', false},   {0x13B7, 'M', false},
    {0x13BB, 'H', false},  {0x13BD, 'Y', false},   {0x13C0, 'G', false},   {0x13C2, 'h', false},
    {0x13C3, 'Z', false},  {0x13CE, '4', false},   {0x13CF, 'b', false},   {0x13D2, 'R', false},
    {0x13D4, 'W', false},  {0x13D5, 'S', false},   {0x13D9, 'V', false},   {0x13DA, 'S', false},
    {0x13DE, 'L', false},  {0x13DF, 'C', false},   {0x13E2, 'P', false},   {0x13E6, 'K', false},
    {0x13E7, 'd', false},  {0x13F4, 'B', false},   {0x2C80, 'A', false},   {0x2C82, 'B', false},
    {0x2C88, 'E', false},  {0x2C8E, 'H', false},   {0x2C92, 'I', false},   {0x2C94, 'K', false},
    {0x2C98, 'M', false},  {0x2C9A, 'N', false},   {0x2C9E, 'O', false},   {0x2C9F, 'o', false},
    {0x2CA2, 'P', false},  {0x2CA3, 'p', false},   {0x2CA4, 'C', false},   {0x2CA5, 'c', false},
    {0x2CA6, 'T', false},  {0x2CA8, 'Y', false},   {0x2CAC, 'X', false},   {0x2CAD, 'x', false},
    {0xA4D0, 'B', false},  {0xA4D1, 'P', false},   {0xA4D2, 'd', false},   {0xA4D3, 'D', false},
    {0xA4D4, 'T', false},  {0xA4D6, 'G', false},   {0xA4D7, 'K', false},   {0xA4D9, 'J', false},
    {0xA4DA, 'C', false},  {0xA4DC, 'Z', false},   {0xA4DD, 'F', false},   {0xA4DF, 'M', false},
    {0xA4E0, 'N', false},  {0xA4E1, 'L', false},   {0xA4E2, 'S', false},   {0xA4E3, 'R', false},
    {0xA4E6, 'V', false},  {0xA4E7, 'H', false},   {0xA4EA, 'W', false},   {0xA4EB, 'X', false},
    {0xA4EC, 'Y', false},  {0xA4EE, 'A', false},   {0xA4F0, 'E', false},   {0xA4F2, 'I', false},
    {0xA4F3, 'O', false},  {0xA4F4, 'U', false}};

// Phonetic small capitals, script a and script g.
constexpr Lookalike kLetterForms[] = {
    {0x0251, 'a', false}, {0x0261, 'g', false}, {0x0262, 'G', false}, {0x026A, 'I', false},
    {0x0274, 'N', false}, {0x0280, 'R', false}, {0x028F, 'Y', false}, {0x0299, 'B', false},
    {0x029C, 'H', false}, {0x029F, 'L', false}, {0x1D00, 'A', false}, {0x1D04, 'C', false},
    {0x1D05, 'D', false}, {0x1D07, 'E', false}, {0x1D0A, 'J', false}, {0x1D0B, 'K', false},
    {0x1D0D, 'M', false}, {0x1D0F, 'O', false}, {0x1D18, 'P', false}, {0x1D1B, 'T', false},
    {0x1D1C, 'U', false}, {0x1D20, 'V', false}, {0x1D21, 'W', false}, {0x1D22, 'Z', false},
    {0xA730, 'F', false}, {0xA731, 'S', false}, {0xA7AF, 'Q', false}};

constexpr bool by_letter(const Lookalike& a, const Lookalike& b) {
    return a.letter < b.letter;
}
static_assert(std::is_sorted(std::begin(kLookalikes), std::end(kLookalikes), by_letter));
static_assert(std::is_sorted(std::begin(kLetterForms), std::end(kLetterForms), by_letter));

template <std::size_t N>
const Lookalike* find_in(const Lookalike (&table)[N], char32_t letter) {
    const auto* found = std::lower_bound(std::begin(table), std::end(table),
                                         Lookalike{letter, 0, false}, by_letter);
    return found != std::end(table) && found->letter == letter ? found : nullptr;
}

}  // namespace

const Lookalike* find_lookalike(char32_t letter) {
    return find_in(kLookalikes, letter);
}

char32_t lookalike_in_script(char32_t latin, int script) {
    for (const auto& row : kLookalikes) {
        if (row.latin != latin || row.near) continue;
        UErrorCode status = U_ZERO_ERROR;
        if (uscript_getScript(static_cast<UChar32>(row.letter), &status) == script) {
            return row.letter;
        }
    }
    return 0;
}

char32_t plain_letter_form(char32_t letter) {
    const auto* row = find_in(kLetterForms, letter);
    return row != nullptr ? row->latin : 0;
}

}  // namespace sendguard::draft

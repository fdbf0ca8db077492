// Which letters of other scripts a reader takes for Latin ones, and back.
//
// The table holds letters whose shape is that of a Latin letter in common typefaces. `near` marks
// those whose shape differs in lower case (Cyrillic small te is a small capital T): they are folded
// only where Latin letters stand beside them, never as proof that a word is a forgery.
// Source: own reading of the facts of UTS 39 (confusables) for the scripts that occur in mail.
#pragma once

#include <cstdint>

namespace sendguard::draft {

struct Lookalike {
    char32_t letter;
    char32_t latin;
    bool near;
};

/// The row of `letter`, or nullptr when it looks like no Latin letter.
const Lookalike* find_lookalike(char32_t letter);

/// The letter of `script` (an ICU script code: Cyrillic or Greek) that looks like the Latin letter
/// `latin`; 0 when there is none.
char32_t lookalike_in_script(char32_t latin, int script);

/// The ASCII letter that a Latin small capital or letter form stands for; 0 when it is none.
char32_t plain_letter_form(char32_t letter);

}  // namespace sendguard::draft

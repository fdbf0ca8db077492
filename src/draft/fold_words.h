// Words inside a chunk: look-alike letters and heaps of combining marks.
//
// A word is a run of letters and the marks on them. Where a word has letters of two scripts, the
// one that has letters which look like none of the other's is the word's own; where neither or both
// have, the majority decides, and Latin on a tie. A word all of look-alikes is Latin when the text
// around it is.
#pragma once

#include <vector>

#include "draft/fold_chunk.h"

namespace sendguard::draft {

/// What one letter says about the script of its word.
enum class LetterKind {
    latin_own,    ///< Latin, and no Cyrillic or Greek letter looks like it
    latin_alike,  ///< Latin, with a double elsewhere
    other_own,    ///< another script's, like no Latin letter
    other_near,   ///< another script's, like a Latin one at a glance
    other_alike,  ///< another script's, the very shape of a Latin one
    no_letter,
};
LetterKind letter_kind(char32_t cp);

/// What one letter counts for in its word.
struct WordLetters {
    std::size_t latin_own = 0, latin_alike = 0, other_own = 0, other_near = 0, other_alike = 0;

    void add(char32_t cp);
    std::size_t latin() const { return latin_own + latin_alike; }
    std::size_t other() const { return other_own + other_near + other_alike; }
    bool is_mixed() const { return latin() != 0 && other() != 0; }
    bool all_alike() const { return latin() == 0 && other() != 0 && other() == other_alike; }
};

/// True for a letter or a mark that may stand inside a word.
bool is_word_character(char32_t cp);

/// Folds look-alikes and cuts heaps of marks; true when something changed.
bool fold_words(Surroundings& around, std::vector<Unit>& units);

}  // namespace sendguard::draft

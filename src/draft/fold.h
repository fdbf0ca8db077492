// Text is matched as a reader sees it. fold() brings text into that form:
//   - NFKC; invisible characters (default ignorables, controls, bidi marks, tags, variation
//     selectors, soft hyphens, fillers) are dropped
//   - a run of blanks is one ' ', a run of blanks with a line end in it is one '\n'
//   - look-alike letters inside words of another script's letters become that script's (UTS 39),
//     every dash and hyphen (U+2010 to U+2015, U+2212, U+FE58, ...) becomes '-', typographic quotes
//     become ' and "
//   - case is kept
// Pure ASCII takes a fast way. Hits are rare, so no map is made while folding: unfold() folds again
// and follows some offsets back.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendguard::draft {

/// Appends the folded form of `text` (valid UTF-8) to `out`.
/// cost: linear; over 1 GB/s on ASCII
void fold(std::string_view text, std::string& out);
std::string fold(std::string_view text);

/// Bytes [first, second).
using FoldSpan = std::pair<std::size_t, std::size_t>;

/// The bytes [first, second) of `text` that became bytes [begin, end) of fold(text). Characters
/// that folding dropped between them are inside the span.
FoldSpan unfold(std::string_view text, std::size_t begin, std::size_t end);
/// The same of many spans in one go. in: spans - sorted by their begins, and so by their ends
std::vector<FoldSpan> unfold(std::string_view text, std::span<const FoldSpan> spans);

/// A text in lower case, all on one line, with the way back to where it came from.
struct Lowered {
    struct Shift {
        std::size_t from = 0;     ///< from this byte of `text` on,
        std::ptrdiff_t less = 0;  ///< so many bytes went missing (less than 0: were gained)
    };
    std::string text;
    std::vector<Shift> shifts;  ///< sorted; a letter's two cases seldom differ in length

    void clear() {
        text.clear();
        shifts.clear();
    }
    /// The byte of the folded text that became byte `at` of `text`.
    std::size_t folded_offset(std::size_t at) const;
};

/// `folded` with every letter in its simple case folding (Unicode CaseFolding C + S) and a blank
/// for every line end, in place of what stood in `out`.
void lower(std::string_view folded, Lowered& out);
std::string lower(std::string_view folded);

/// What a reader cannot see in `text`, or is fooled by.
struct Tricks {
    std::size_t invisible = 0;  ///< invisible characters inside words where their script needs none
    std::size_t mixed_script = 0;          ///< words that mix look-alike letters of two scripts
    std::size_t tag_characters = 0;        ///< U+E0000 block outside flag emoji
    std::size_t bidi_overrides = 0;        ///< U+202D, U+202E and unbalanced embeddings
    std::size_t first = 0, first_end = 0;  ///< bytes of the first one in `text`
    bool any() const { return invisible + mixed_script + tag_characters + bidi_overrides != 0; }
};
Tricks find_tricks(std::string_view text);

/// What characters that nobody sees spell in `text`: tag characters outside flag emoji, and runs of
/// variation selectors that stand for bytes. ASCII; empty when there is no such message.
std::string decode_tags(std::string_view text);

}  // namespace sendguard::draft

// The slow way of folding: a chunk of text that holds characters beyond ASCII.
//
// A chunk is a list of code points, each with the bytes of the source it came from. It goes through
// three stages: single characters (dropped, blanks, dashes, quotes, letter forms), NFKC by
// normalization segment, and words (look-alikes, heaps of marks). A stage that changes a chunk
// sends it round again, so that what comes out is a fixed point.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sendguard::draft {

/// A code point and the bytes [begin, end) of the source it came from.
struct Unit {
    char32_t cp = 0;
    std::size_t begin = 0, end = 0;
};

inline constexpr char32_t kDropped = 0xffffffff;

/// What one character becomes before words are looked at: kDropped, ' ', '\n', '-', a quote, a
/// plain letter or itself.
char32_t fold_character(char32_t cp);

/// Characters in wide use that no stage changes and that begin a normalization segment. Letters of
/// them may still be look-alikes. Not every such character is known here: false is the slow way.
constexpr bool is_stable(char32_t cp) {
    return (cp > ' ' && cp < 0x7f) || (cp >= 0x4e00 && cp <= 0x9fff) ||
           (cp >= 0x400 && cp <= 0x45f) || (cp >= 0xac00 && cp <= 0xd7a3) ||
           (cp >= 0x3041 && cp <= 0x3096) || (cp >= 0x30a1 && cp <= 0x30fa) || cp == 0x30fc ||
           cp == 0x3001 || cp == 0x3002 || (cp >= 0x391 && cp <= 0x3a9 && cp != 0x3a2) ||
           (cp >= 0x3ac && cp <= 0x3ce) || (cp >= 0x621 && cp <= 0x63a) ||
           (cp >= 0x641 && cp <= 0x64a) || (cp >= 0x5d0 && cp <= 0x5ea) ||
           (cp >= 0xc0 && cp <= 0x131) || (cp >= 0x134 && cp <= 0x13e) ||
           (cp >= 0x141 && cp <= 0x148) || (cp >= 0x14a && cp <= 0x17e);
}

/// The whole passage, by whose script a word made of look-alikes alone is judged. Looked at once,
/// and only when such a word turns up.
class Surroundings {
  public:
    explicit Surroundings(std::string_view text) : text_(text) {}
    /// Whether the text is written in Latin letters but for words that only look so.
    bool is_latin() {
        if (!latin_) latin_ = look();
        return *latin_;
    }

  private:
    bool look() const;

    std::string_view text_;
    std::optional<bool> latin_;
};

/// Folds `units` in place.
void fold_chunk(Surroundings& around, std::vector<Unit>& units);

}  // namespace sendguard::draft

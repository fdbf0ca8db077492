// Where lines end. CR LF, LF and CR all end one, since readers differ about the last two.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sendguard {

/// The line ends of one text, asked for from front to back. Each LF is looked for once, however
/// many bare CRs stand before it.
class LineEnds {
  public:
    explicit LineEnds(std::string_view text) : text_(text) {}
    /// Where the next CR or LF at or after `at` stands; the text's size when there is none.
    /// in: at - never less than in the call before
    std::size_t from(std::size_t at) {
        // find(), not find_first_of(): the library searches for one byte many times faster.
        if (at >= known_) {
            const auto found = text_.find('\n', at);
            line_feed_ = std::min(found, text_.size());
            known_ = std::min(found, text_.size()) + 1;
        }
        return std::min(text_.substr(0, line_feed_).find('\r', at), line_feed_);
    }

  private:
    std::string_view text_;
    std::size_t line_feed_ = 0;
    std::size_t known_ = 0;  ///< before it there is no LF but the one at line_feed_
};

/// How many bytes the line end at `at` has: CR LF 2, LF or CR 1; 0 at the text's end.
constexpr std::size_t line_end_size(std::string_view text, std::size_t at) {
    if (at >= text.size()) return 0;
    return text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
}

/// Whether a line ends with the byte at `at`: an LF, or a CR that no LF follows.
constexpr bool ends_line(std::string_view text, std::size_t at) {
    return text[at] == '\n' || (text[at] == '\r' && line_end_size(text, at) == 1);
}

/// How many line ends `text` has; CR LF is one.
std::size_t count_line_ends(std::string_view text);

/// Calls `use(begin, end)` for each line of `text` until it answers true; whether it did. CR LF
/// counts as two ends, with an empty line between.
template <class Use>
bool any_line(std::string_view text, Use use) {
    LineEnds ends(text);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = ends.from(at);
        if (use(at, end)) return true;
        at = end + 1;
    }
    return false;
}

/// Whether in `text` every LF but a first byte follows a CR, and every CR but a last byte is
/// followed by an LF: what a piece of a text can tell.
bool pairs_crlf(std::string_view text);
/// Whether every LF of `text` follows a CR, and every CR is followed by an LF.
inline bool has_only_crlf(std::string_view text) {
    return text.empty() || (text.front() != '\n' && text.back() != '\r' && pairs_crlf(text));
}

}  // namespace sendguard

// The words that stand beside a number and say what it is.
//
// A text is folded, lowered and indexed once; where the words of a list stand is looked up once,
// and whether a number is named is then a look at the few words near it. A word in a list may carry
// a mark:
//   "kreditkarte*"  also the beginning of a longer word
//   "=passport"     a common word: it names a number that follows at once ("passport no. ...")
//   "^SIN"          also a word of another language: in capitals only, and close before
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendguard::check {

class NumberContext {
  public:
    using Words = std::span<const std::string_view>;

    /// `text` must outlive the object.
    explicit NumberContext(std::string_view text) : text_(text) {}

    /// Whether a word of `words` names the number in bytes [begin, end): it stands before it with
    /// no sentence's end and no other number's name between, says so behind it ("... is her SSN"),
    /// or heads the column that the number is in.
    /// cost: the first call for a list is linear in the text, the others constant
    bool names(Words words, std::size_t begin, std::size_t end);
    /// As names(), for numbers without a check digit: every word must be directly before.
    bool names_directly(Words words, std::size_t begin, std::size_t end);
    /// Whether the number is in a column that a word of `words` heads.
    bool heads_column(Words words, std::size_t begin);
    /// Whether another number's name ("order", "tracking") stands close before.
    bool is_another(std::size_t begin);
    /// Whether one of `words` (plain, or with "*") stands within `most` bytes before.
    bool stands_before(Words words, std::size_t begin, std::size_t most = 30);
    /// The folded text in small letters, at most `most` bytes behind byte `end`.
    std::string_view behind(std::size_t end, std::size_t most);

  private:
    struct Hit {
        std::size_t begin = 0, end = 0;  ///< bytes of folded_
        char mark = '\0';
    };
    struct Found {
        std::vector<Hit> hits;                                   ///< by begin
        std::vector<std::pair<std::size_t, std::size_t>> cells;  ///< bytes of text_, by begin
    };
    void fold_once();
    std::string_view before(std::size_t begin, std::size_t most);
    std::size_t folded_at(std::size_t raw) const;
    std::size_t raw_at(std::size_t folded) const;
    const Found& found(Words words);
    void index_once();
    void search(Words words, std::vector<Hit>& out);
    void find_cells(Found& found) const;
    bool is_named(Words words, std::size_t begin, std::size_t end, bool directly);
    bool names_behind(const Found& found, std::size_t end) const;

    std::string_view text_;
    std::string folded_;
    bool ready_ = false;
    std::vector<std::pair<std::size_t, std::size_t>> marks_;  ///< bytes of text_ and of folded_
    // Where words may begin in folded_, in chains by their first two bytes.
    struct Start {
        std::uint32_t at = 0;
        std::uint32_t next = 0;  ///< index into starts_, less one; 0: the chain ends
    };
    std::vector<Start> starts_;
    std::vector<std::uint32_t> chains_;  ///< as Start::next
    std::map<const std::string_view*, Found> found_;
};

}  // namespace sendguard::check

// A line's words, numbers and signs, as the reading of written times needs them: a number ends
// where letters begin ("10h30", "9am", "2nd", "3月2日"), and words stand in a form in which a table
// can hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::check {

enum class TokenKind : std::uint8_t { number, word, sign, line_end };

struct Token {
    TokenKind kind = TokenKind::sign;
    std::string text;                ///< a word as plain() has it, digits, or one sign
    std::size_t begin = 0, end = 0;  ///< bytes of the folded text
    int value = -1;                  ///< of a number of at most eight digits
    bool glued = false;              ///< stands right behind the token before it
    bool capitals = false;           ///< a word that is written in capitals
    bool capital = false;            ///< a word whose first letter is one

    bool is(std::string_view what) const { return text == what; }
    bool is_number() const { return kind == TokenKind::number; }
    bool is_word() const { return kind == TokenKind::word; }
    bool is_line_end() const { return kind == TokenKind::line_end; }
    std::size_t digits() const { return is_number() ? text.size() : 0; }
};
using Tokens = std::vector<Token>;

inline constexpr std::size_t kMaxTokens = 200;  ///< an embargo line has about twenty

/// The tokens of folded text (draft/fold.h), in order, at most `most`. A Han character is a word.
Tokens tokens_of(std::string_view folded, std::size_t most = kMaxTokens);

/// `word` in lower case, Latin letters without their marks: "MÄRZ" and "März" are "marz".
std::string plain(std::string_view word);

/// The words of folded text as its tokens have them, for those who need nothing else: faster.
class WordReader {
  public:
    /// in: folded - must outlive the reader
    explicit WordReader(std::string_view folded) : folded_(folded) {}

    /// The next word, good until the next call; "" behind the last.
    std::string_view next();

  private:
    std::string_view folded_;
    std::size_t at_ = 0;
    std::string word_;
};

/// Whether the tokens from `at` on are these words, with nothing but blanks between.
bool stands_at(const Tokens& tokens, std::size_t at, std::string_view words);

/// How many tokens `words` has: blanks separate them.
std::size_t count_words(std::string_view words);

/// What the readers of dates and clocks ask of the tokens of a line; past its end the answer is no.
class TokenReader {
  public:
    /// in: folded - the text of the tokens; both must outlive the reader
    TokenReader(const Tokens& tokens, std::string_view folded) : tokens_(tokens), folded_(folded) {}

  protected:
    bool number(std::size_t at, std::size_t least, std::size_t most) const {
        return at < tokens_.size() && tokens_[at].digits() >= least && tokens_[at].digits() <= most;
    }
    bool sign(std::size_t at, std::string_view which) const {
        return at < tokens_.size() && tokens_[at].kind == TokenKind::sign && tokens_[at].is(which);
    }
    bool word(std::size_t at, std::string_view which) const {
        return at < tokens_.size() && tokens_[at].is_word() && tokens_[at].is(which);
    }

    const Tokens& tokens_;
    std::string_view folded_;
};

}  // namespace sendguard::check

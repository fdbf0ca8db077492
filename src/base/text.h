// Small words about text that the standard library lacks: ASCII case, UTF-8 steps, trimming,
// guessing at a mistyped word. All pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard {

constexpr char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
std::string ascii_lower(std::string_view text);
constexpr bool is_ascii_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii_letter(char c) {
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
/// A letter, digit or underscore of ASCII.
constexpr bool is_ascii_word(char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '_';
}
bool equals_ignoring_case(std::string_view a, std::string_view b);  ///< ASCII case only
bool starts_with_ignoring_case(std::string_view text, std::string_view start);

/// Takes blanks, tabs, CR and LF off both ends.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

bool is_ascii(std::string_view text);
bool is_valid_utf8(std::string_view text);

/// The code point that starts at `at`, and moves `at` past it. On an invalid byte: U+FFFD, one
/// byte.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);

/// `text` with each invalid byte replaced by U+FFFD; the same bytes when it is valid.
std::string to_valid_utf8(std::string_view text);

/// `text`, or its start and "..." in at most `most` bytes, cut between code points.
std::string shortened(std::string_view text, std::size_t most);

/// How many code points `text` holds (UTF-8).
std::size_t count_code_points(std::string_view text);

/// 1-based line and column (in code points) of byte `offset` in `text`; CRLF, LF and CR end lines.
struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};
LineColumn line_column(std::string_view text, std::size_t offset);

/// `text` as one printable line for a terminal, a log or a statement: control characters,
/// backslash, bidi and invisible characters written \u{hex}.
std::string escape_invisible(std::string_view text);

/// The candidate nearest to `word` by edit distance, when near enough to be a likely slip.
std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates);

/// Glob with * and ?, ASCII case ignored. `*` matches any run, dots and @ too.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace sendguard

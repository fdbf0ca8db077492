#include "base/text.h"

#include <catch2/catch.hpp>

using namespace sendguard;

TEST_CASE("utf-8: well-formed text is told from overlong, surrogate and torn bytes", "[base]") {
    CHECK(is_valid_utf8("plain, gr\xC3\xBC\xC3\x9F, \xF0\x9F\x98\x80"));
    CHECK_FALSE(is_valid_utf8("\xC0\xAF"));          // overlong
    CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
    CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // past U+10FFFF
    CHECK_FALSE(is_valid_utf8("12345678\xE2\x82"));  // torn at the end
    CHECK(to_valid_utf8("a\xFFz") == "a\xEF\xBF\xBDz");
}

TEST_CASE("utf-8: every code point survives writing and reading", "[base]") {
    for (char32_t c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
        if (c >= 0xD800 && c < 0xE000) continue;
        std::string text;
        append_utf8(text, c);
        std::size_t at = 0;
        REQUIRE(next_code_point(text, at) == c);
        REQUIRE(at == text.size());
    }
}

TEST_CASE("line_column: counts code points, and CRLF, LF and CR as line ends", "[base]") {
    const std::string text = "one\r\ntw\xC3\xB6!\rthree\nx";
    CHECK(line_column(text, 0).column == 1);
    CHECK(line_column(text, 9).line == 2);
    CHECK(line_column(text, 9).column == 4);
    CHECK(line_column(text, 11).line == 3);
    CHECK(line_column(text, text.size() - 1).line == 4);
    CHECK(line_column(text, 9999).line == 4);
}

TEST_CASE("escape_invisible: nothing in it can forge a line or a direction", "[base]") {
    CHECK(escape_invisible("a\nb\\c\x1b[0m") == "a\\u{a}b\\u{5c}c\\u{1b}[0m");
    CHECK(escape_invisible("x\xE2\x80\xAEy\xC2\xADz") == "x\\u{202e}y\\u{ad}z");
    CHECK(escape_invisible("\xFF") == "\\u{ff}");
    CHECK(escape_invisible("Gr\xC3\xBC\xC3\x9F Gott") == "Gr\xC3\xBC\xC3\x9F Gott");
}

TEST_CASE("nearest: guesses a slip, and not a different word", "[base]") {
    const std::string_view words[] = {"recipients", "sender", "text", "any"};
    CHECK(nearest("recipents", words) == "recipients");
    CHECK(nearest("txt", words) == "text");
    CHECK_FALSE(nearest("completely", words));
}

TEST_CASE("glob_match: star and question mark, case aside", "[base]") {
    CHECK(glob_match("*@*.gov.example", "minister@defence.GOV.example"));
    CHECK_FALSE(glob_match("*@*.gov.example", "minister@gov.example"));
    CHECK(glob_match("a?c*", "abcdef"));
    CHECK_FALSE(glob_match("a?c", "ac"));
    CHECK(glob_match("*", ""));
}

TEST_CASE("trim and split: keep what is between", "[base]") {
    CHECK(trim(" \t a b\r\n") == "a b");
    CHECK(trim(" \n").empty());
    CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
}

TEST_CASE("shortened: a long text is cut between its characters", "[base]") {
    CHECK(shortened("abcdef", 6) == "abcdef");
    CHECK(shortened("abcdefg", 6) == "abc...");
    CHECK(shortened("ab\u56de\u590d", 7) == "ab...");
    CHECK(shortened("\u56de\u590d", 2) == "...");
}

#include <catch2/catch.hpp>

#include "draft/html_helpers.h"

using namespace sendguard::draft;

TEST_CASE("html references: numbers in every spelling", "[draft][html][references]") {
    const char* html =
        GENERATE("&#68;RAFT", "&#x44;RAFT", "&#X0044;RAFT", "&#68RAFT", "&#0000000000000068;RAFT",
                 "&#x44;&#82;&#65;&#70;&#84;", "&#0000068&#0000082&#0000065&#0000070&#0000084");
    CAPTURE(html);
    CHECK(body_of(html) == "DRAFT");
}

TEST_CASE("html references: 128 to 159 are windows-1252", "[draft][html][references]") {
    CHECK(body_of("a&#150;b&#x93;c&#128;") == "a\u2013b\u201Cc\u20AC");
}

TEST_CASE("html references: numbers that are no character", "[draft][html][references]") {
    CHECK(body_of("a&#0;b&#xD800;c&#x110000;d&#99999999999999999999;") ==
          "a\uFFFDb\uFFFDc\uFFFDd\uFFFD");
    CHECK(body_of("a&#;b&#x;c&#") == "a&#;b&#x;c&#");
}

TEST_CASE("html references: names", "[draft][html][references]") {
    CHECK(body_of("&ndash;&mdash;&hyphen;&dash;&minus;") == "\u2013\u2014\u2010\u2010\u2212");
    CHECK(body_of("a&shy;b&zwj;c&zwnj;d") == "a\u00ADb\u200Dc\u200Cd");
    CHECK(body_of("a&ZeroWidthSpace;b&NoBreak;c&InvisibleTimes;d") == "a\u200Bb\u2060c\u2062d");
    CHECK(body_of("a&nbsp;b&thinsp;c&ensp;d&emsp;e&hairsp;f") ==
          "a\u00A0b\u2009c\u2002d\u2003e\u200Af");
    CHECK(body_of("&Eacute;&eacute;&Lstrok;&AMP;&lt;") == "ÉéŁ&<");
}

TEST_CASE("html references: the oldest names need no semicolon, others do",
          "[draft][html][references]") {
    CHECK(body_of("NOT&nbspFOR&copy2") == "NOT\u00A0FOR\u00A92");
    CHECK(body_of("&notit; &ndash &unknown;") == "\u00ACit; &ndash &unknown;");
    CHECK(body_of("AT&T & R&D &") == "AT&T & R&D &");
}

TEST_CASE("html references: a name in an attribute ends before '=' or a letter",
          "[draft][html][references]") {
    CHECK(text_at("<a href='/?a=1&copy=2&amp;b=&lt'>x</a>", Place::link) == "/?a=1&copy=2&b=<");
}

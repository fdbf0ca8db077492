#include "report/excerpt.h"

#include <catch2/catch.hpp>

namespace {

using sendguard::draft::Location;
using sendguard::report::excerpt;

Location place(std::string line, std::uint32_t column, std::string text) {
    Location location;
    location.line_text = std::move(line);
    location.column = column;
    location.text = std::move(text);
    return location;
}

}  // namespace

TEST_CASE("excerpt: carets stand under the span", "[report][excerpt]") {
    const auto shown = excerpt(place("Subject: DRAFT letter", 10, "DRAFT"), 80);
    CHECK(shown.line == "Subject: DRAFT letter");
    CHECK(shown.carets == "         ^^^^^");
}

TEST_CASE("excerpt: wide characters take two cells, combining marks none", "[report][excerpt]") {
    CHECK(excerpt(place("草案 DRAFT", 4, "DRAFT"), 80).carets == "     ^^^^^");
    CHECK(excerpt(place("e\xCC\x81 DRAFT", 4, "DRAFT"), 80).carets == "  ^^^^^");
    CHECK(excerpt(place("草案", 1, "草案"), 80).carets == "^^^^");
}

TEST_CASE("excerpt: a tab is as wide as it is shown", "[report][excerpt]") {
    const auto shown = excerpt(place("a\tDRAFT", 3, "DRAFT"), 80);
    CHECK(shown.line == "a   DRAFT");
    CHECK(shown.carets == "    ^^^^^");
}

TEST_CASE("excerpt: control and bidi characters are written out and counted", "[report][excerpt]") {
    const auto shown = excerpt(place("\x1b[2J\xE2\x80\xAE"
                                     "DRAFT",
                                     6, "DRAFT"),
                               80);
    CHECK(shown.line == "\\u{1b}[2J\\u{202e}DRAFT");
    CHECK(shown.carets == std::string(17, ' ') + "^^^^^");
}

TEST_CASE("excerpt: a long line is cut around its span", "[report][excerpt]") {
    const auto line = std::string(300, 'a') + " DRAFT " + std::string(300, 'b');
    const auto shown = excerpt(place(line, 302, "DRAFT"), 60);
    CHECK(shown.line.size() <= 60);
    CHECK(shown.line.substr(0, 4) == "...a");
    CHECK(shown.line.substr(shown.line.size() - 4) == "b...");
    CHECK(shown.line.substr(shown.carets.find('^'), 5) == "DRAFT");
    CHECK(shown.carets.substr(shown.carets.find('^')) == "^^^^^");
}

TEST_CASE("excerpt: a span longer than the room is cut, not the report", "[report][excerpt]") {
    const auto shown = excerpt(place(std::string(500, 'x'), 1, std::string(500, 'x')), 40);
    CHECK(shown.line.size() <= 40);
    CHECK_FALSE(shown.carets.empty());
}

TEST_CASE("excerpt: a span that is not in its line is shown itself", "[report][excerpt]") {
    const auto shown = excerpt(place("Subject: =?UTF-8?B?RFJBRlQ=?=", 1, "DRAFT"), 80);
    CHECK(shown.line == "DRAFT");
    CHECK(shown.carets == "^^^^^");
}

TEST_CASE("excerpt: of a span over several lines the first is marked", "[report][excerpt]") {
    const auto shown = excerpt(place("NOT FOR", 1, "NOT FOR\r\nRELEASE"), 80);
    CHECK(shown.line == "NOT FOR");
    CHECK(shown.carets == "^^^^^^^");
}

TEST_CASE("excerpt: what a runner takes for a command is broken anywhere in a line",
          "[report][excerpt][security]") {
    // actions/runner knows "##[name]" wherever it stands.
    const auto shown = excerpt(place("see ##[stop-commands]x DRAFT", 24, "DRAFT"), 80);
    CHECK(shown.line == "see #\\u{23}[stop-commands]x DRAFT");
    CHECK(shown.carets == std::string(28, ' ') + "^^^^^");
    CHECK(sendguard::report::printable("###[x] # [") == "##\\u{23}[x] # [");
}

TEST_CASE("marked line: three pieces of the same line", "[report][excerpt]") {
    const auto shown = sendguard::report::marked_line(place("a\tDRAFT b", 3, "DRAFT"), 80);
    CHECK(shown.before == "a   ");
    CHECK(shown.span == "DRAFT");
    CHECK(shown.after == " b");
}

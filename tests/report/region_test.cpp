#include "report/region.h"

#include <catch2/catch.hpp>

namespace {

using sendguard::draft::Location;
using sendguard::draft::Place;
using sendguard::report::Region;
using sendguard::report::region_in_file;
using sendguard::report::Units;

/// A span of one line, `column` and `end_column` in code points.
Location span(std::string line, std::uint32_t column, std::uint32_t end_column, std::string text) {
    Location place;
    place.line = place.end_line = 7;
    place.column = column;
    place.end_column = end_column;
    place.line_text = std::move(line);
    place.text = std::move(text);
    return place;
}

Region region(std::uint32_t line, std::uint32_t column, std::uint32_t end_line,
              std::uint32_t end_column) {
    return {.line = line, .column = column, .end_line = end_line, .end_column = end_column};
}

}  // namespace

TEST_CASE("region: ASCII has the same columns in every unit", "[report][region]") {
    const auto place = span("Subject: DRAFT letter", 10, 15, "DRAFT");
    CHECK(region_in_file(place, Units::utf16) == region(7, 10, 7, 15));
    CHECK(region_in_file(place, Units::utf8) == region(7, 10, 7, 15));
}

TEST_CASE("region: a character beyond the first plane is two UTF-16 units, four bytes",
          "[report][region]") {
    // As in reviewdog's description of its columns: a, U+10400, b.
    const auto place = span(
        "a\xF0\x90\x90\x80"
        "b",
        3, 4, "b");
    CHECK(region_in_file(place, Units::utf16) == region(7, 4, 7, 5));
    CHECK(region_in_file(place, Units::utf8) == region(7, 6, 7, 7));
}

TEST_CASE("region: the span's own characters count, too", "[report][region]") {
    const auto place = span("\xC3\xA9 \xF0\x9F\x98\x80!", 3, 5, "\xF0\x9F\x98\x80!");
    CHECK(region_in_file(place, Units::utf16) == region(7, 3, 7, 6));
    CHECK(region_in_file(place, Units::utf8) == region(7, 4, 7, 9));
}

TEST_CASE("region: a span over lines ends in its last line", "[report][region]") {
    auto place = span("say NOT FOR", 5, 3, "NOT FOR\r\n\xF0\x9F\x98\x80x");
    place.end_line = 8;
    CHECK(region_in_file(place, Units::utf16) == region(7, 5, 8, 4));
    CHECK(region_in_file(place, Units::utf8) == region(7, 5, 8, 6));
}

TEST_CASE("region: where the line's start is not known, bytes are not guessed",
          "[report][region]") {
    const auto place = span("\xF0\x9F\x98\x80 DRAFT", 900, 905, "DRAFT");
    CHECK(region_in_file(place, Units::utf8) == region(7, 0, 7, 0));
    CHECK(region_in_file(place, Units::utf16) == region(7, 901, 7, 906));
}

TEST_CASE("region: a text that was cut short does not move the end", "[report][region]") {
    const auto place = span("aaaaaaaaaaaaaaaaaaaa", 1, 21, "aaaa");
    CHECK(region_in_file(place, Units::utf16) == region(7, 1, 7, 21));
    CHECK(region_in_file(place, Units::utf8) == region(7, 0, 7, 0));
}

TEST_CASE("region: decoded text has no line of the file, a decoded field has no columns",
          "[report][region]") {
    auto place = span("DRAFT", 1, 6, "DRAFT");
    place.decoded = true;
    CHECK(region_in_file(place, Units::utf16) == region(1, 0, 1, 0));
    place.place = Place::subject;
    CHECK(region_in_file(place, Units::utf16) == region(7, 0, 7, 0));
}

TEST_CASE("region: lines and columns that cannot be are mended", "[report][region]") {
    auto place = span("DRAFT", 0, 0, "DRAFT");
    place.line = place.end_line = 0;
    CHECK(region_in_file(place, Units::utf16) == region(1, 0, 1, 0));
    place = span("DRAFT", 4, 2, "DRAFT");
    CHECK(region_in_file(place, Units::utf16).end_column >= 4);
    place.end_line = 2;
    CHECK(region_in_file(place, Units::utf16) == region(7, 0, 7, 0));
    place = span("DRAFT", 4000000000U, 4000000001U, "x");
    CHECK(region_in_file(place, Units::utf8) == region(7, 0, 7, 0));
}

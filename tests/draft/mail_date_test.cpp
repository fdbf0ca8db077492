// The Date field as a time.
#include "draft/mail_date.h"

#include <catch2/catch.hpp>

using namespace sendguard;

namespace {

std::string read(std::string_view value) {
    const auto time = draft::parse_mail_date(value);
    return time ? format_rfc3339(*time) : "none";
}

}  // namespace

TEST_CASE("mail date: with and without weekday, seconds, comments", "[draft][date]") {
    CHECK(read("Mon, 5 Jan 2026 10:00:00 +0100") == "2026-01-05T09:00:00Z");
    CHECK(read("5 Jan 2026 10:00 -0530") == "2026-01-05T15:30:00Z");
    CHECK(read("Mon,\r\n 5 Jan 2026 10:00:00 +0000 (GMT)") == "2026-01-05T10:00:00Z");
}

TEST_CASE("mail date: old forms", "[draft][date]") {
    CHECK(read("Tue, 13 Feb 96 09:05:00 EST") == "1996-02-13T14:05:00Z");
    CHECK(read("13 Feb 04 09:05 GMT") == "2004-02-13T09:05:00Z");
    CHECK(read("Tue, 13 Feb 1996") == "1996-02-13T00:00:00Z");
}

TEST_CASE("mail date: what is no date is none", "[draft][date]") {
    for (const auto* value :
         {"", "yesterday", "31 Feb 2026 10:00:00 +0000", "Mon, 5 Foo 2026", "(", "5 Jan"})
        CHECK(read(value) == "none");
}

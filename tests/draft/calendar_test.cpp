#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kCalendar =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:One\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:42@example.org\r\nCLASS:PRIVATE\r\nSUMMARY:Second\\, with a comma\r\n"
    "DESCRIPTION;LANGUAGE=en:not for\r\n  release\\nnext line\r\n"
    "ATTENDEE;CN=\"Anna: Berg\";ROLE=CHAIR:mailto:anna@example.org\r\n"
    "URL:https://draft.example/x\r\n"
    "X-ALT-DESC;FMTTYPE=text/html:<p>an <b>al</b>ternative</p>\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n";

}  // namespace

TEST_CASE("calendar: readable properties are text, unfolded, with their event",
          "[draft][calendar]") {
    const Draft draft = read(kCalendar, {.source = "a.ics"});
    const Location there = where(draft, Place::body, "not for release");
    CHECK(there.line == 10);
    CHECK(there.locator == "event 2, DESCRIPTION");
    CHECK(find(draft, Place::body, "Second, with a comma") != nullptr);
    CHECK(find(draft, Place::body, "release\nnext line") != nullptr);
    CHECK(find(draft, Place::body, "Anna: Berg") != nullptr);
    CHECK(find(draft, Place::link, "https://draft.example/x") != nullptr);
    CHECK(find(draft, Place::metadata, "UID:42@example.org") != nullptr);
}

TEST_CASE("calendar: what some programs show instead is hidden text", "[draft][calendar]") {
    const Draft draft = read(kCalendar, {.source = "a.ics"});
    const Location there = where(draft, Place::hidden, "an alternative");
    CHECK(there.line == 14);
    CHECK(there.locator == "event 2, X-ALT-DESC, HTML");
}

TEST_CASE("calendar: a private event and a draft are told", "[draft][calendar]") {
    CHECK(holds(read(kCalendar, {.source = "a.ics"}), ContentKind::properties));
    CHECK(holds(read("BEGIN:VCALENDAR\nBEGIN:VJOURNAL\nSTATUS:DRAFT\nEND:VJOURNAL\n"),
                ContentKind::draft_status));
}

TEST_CASE("calendar: a mail's part is read the same way", "[draft][calendar]") {
    const Draft draft = read_mail("Content-Type: text/calendar\n", kCalendar);
    const Location there = where(draft, Place::body, "not for release");
    CHECK(there.line == 15);
    CHECK(there.locator == "event 2, DESCRIPTION");
}

TEST_CASE("calendar: cut off anywhere", "[draft][calendar][hostile]") {
    read_every_start(kCalendar, "a.ics");
    std::string folded = "BEGIN:VCALENDAR\nSUMMARY:";
    for (int i = 0; i < 100000; ++i) folded += "\n \\";
    read(folded, {.source = "a.ics"});
}

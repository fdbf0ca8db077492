#include <catch2/catch.hpp>

#include "draft/mime_reader.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("read: mail is told from other text by its header", "[draft][read]") {
    CHECK(looks_like_mail("From: a@example.org\n\nText"));
    CHECK(looks_like_mail("From press Mon Feb  3 10:00:00 2025\nTo: b@example.org\nSubject: x\n"));
    CHECK(looks_like_mail("\xEF\xBB\xBFReceived: by mx.example;\r\n Mon\r\nSubject: x\r\n\r\n"));
    CHECK_FALSE(looks_like_mail("# A title\n\nFrom: nowhere\n"));
    CHECK_FALSE(looks_like_mail("Date: Monday\n\nThe bridge opens.\n"));
    CHECK_FALSE(looks_like_mail(""));
}

TEST_CASE("read: a Markdown file is one body, its front matter is metadata", "[draft][read]") {
    const Draft draft =
        read("---\nstatus: draft\n---\n\n# Title\n\n> quoted\n", {.source = "a.md"});
    CHECK(draft.kind == Kind::file);
    REQUIRE(find(draft, Place::metadata, "status: draft") != nullptr);
    REQUIRE(find(draft, Place::body, "Title\nquoted") != nullptr);
    CHECK(locate(draft, *find(draft, Place::body, "Title"), 0, 5).line == 5);
    CHECK(draft.parts.at(0).number.empty());
}

TEST_CASE("read: a binary file is named as unread", "[draft][read]") {
    const Draft draft = read(std::string("\x7F"
                                         "ELF\0\1\2",
                                         7),
                             {.source = "a.bin"});
    CHECK(has_fault(draft, "unread-file"));
    CHECK_FALSE(draft.parts.at(0).read);
}

TEST_CASE("read: a mail gate takes bytes without a header as unreadable", "[draft][read]") {
    const Draft draft = read("no header at all", {.expect_mail = true});
    REQUIRE(has_fault(draft, "not-mail"));
    CHECK(find(draft, Place::body, "no header at all") != nullptr);
}

TEST_CASE("read: places have names that lead back to them", "[draft][read]") {
    for (std::size_t i = 0; i < kPlaces; ++i) {
        const auto place = static_cast<Place>(i);
        CHECK(place_from_name(place_name(place)) == place);
    }
    CHECK(place_name(Place::alt_text) == "alt-text");
    CHECK_FALSE(place_from_name("nowhere"));
}

TEST_CASE("locate: literal text has the source's line, decoded text its own", "[draft][locate]") {
    const Draft plain = read("From: a@example.org\nTo: b@example.org\n\nOne\nTwo words\n");
    const Passage* body = find(plain, Place::body, "Two words");
    REQUIRE(body != nullptr);
    const std::size_t at = body->text.find("words");
    const Location there = locate(plain, *body, at, at + 5);
    CHECK(there.line == 5);
    CHECK(there.column == 5);
    CHECK(there.end_column == 10);
    CHECK(there.text == "words");
    CHECK(there.line_text == "Two words");
    CHECK_FALSE(there.decoded);

    const Draft coded =
        read("From: a@example.org\nContent-Transfer-Encoding: quoted-printable\n\n=C3=84\n=41 b\n");
    body = find(coded, Place::body, "A b");
    REQUIRE(body != nullptr);
    const std::size_t b = body->text.find("A b");
    const Location inside = locate(coded, *body, b, b + 3);
    CHECK(inside.decoded);
    CHECK(inside.line == 2);
    CHECK(inside.column == 1);
    CHECK(inside.part == "1");
}

TEST_CASE("locate: a decoded header has the field's line", "[draft][locate]") {
    const Draft draft = read("From: a@example.org\nSubject: =?utf-8?q?No=74_yet?=\n\nText\n");
    const Passage* const subject = find(draft, Place::subject, "Not yet");
    REQUIRE(subject != nullptr);
    const Location there = locate(draft, *subject, 4, 7);
    CHECK(there.line == 2);
    CHECK(there.column == 5);
    CHECK(there.decoded);
    CHECK(there.text == "yet");
}

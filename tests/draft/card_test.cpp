#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("card: names and notes are text, with their card", "[draft][card]") {
    const Draft draft = read(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Anna Berg\nitem1.NOTE:not for\n  release\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Bo Lind\nNOTE:a source\nEND:VCARD\n",
        {.source = "a.vcf"});
    CHECK(find(draft, Place::body, "Anna Berg") != nullptr);
    CHECK(where(draft, Place::body, "not for release").locator == "card 1, NOTE");
    CHECK(where(draft, Place::body, "a source").locator == "card 2, NOTE");
    CHECK(find(draft, Place::metadata, "VERSION:4.0") != nullptr);
}

TEST_CASE("card: older cards are quoted-printable", "[draft][card]") {
    const Draft draft =
        read("BEGIN:VCARD\nVERSION:2.1\nNOTE;ENCODING=QUOTED-PRINTABLE:=4Eot yet\nEND:VCARD\n");
    CHECK(find(draft, Place::body, "Not yet") != nullptr);
}

TEST_CASE("card: found by its content in a mail", "[draft][card]") {
    const Draft draft =
        read_mail("MIME-Version: 1.0\nContent-Type: application/octet-stream; name=anna\n",
                  "BEGIN:VCARD\nFN:Anna\n  Berg\nEND:VCARD\n");
    CHECK(find(draft, Place::body, "Anna Berg") != nullptr);
}

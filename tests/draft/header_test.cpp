#include <catch2/catch.hpp>

#include "draft/addresses.h"
#include "draft/encoded_words.h"
#include "draft/mime_reader.h"
#include "draft/parameters.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("header: encoded words are decoded as readers show them", "[draft][header]") {
    CHECK(decode_header_text("=?utf-8?q?Gr=C3=BC=C3=9Fe_an?= alle") == "Grüße an alle");
    CHECK(decode_header_text("=?utf-8?b?4oI=?= =?utf-8?b?rA==?=") == "€");
    CHECK(decode_header_text("=?utf-8?b?QUI?=") == "AB");
    CHECK(decode_header_text("=?utf-8*en?q?a?=\n =?iso-8859-1?q?=E4?=") == "aä");
    CHECK(decode_header_text("=?utf-8?q?not ended") == "=?utf-8?q?not ended");
    CHECK(decode_header_text("one\r\n two") == "one two");
    CHECK(decode_header_text("caf\xE9") == "café");
}

TEST_CASE("header: RFC 2231 parameters are joined and decoded", "[draft][header]") {
    const auto list = parse_parameters(
        "attachment; filename*1=\"b.txt\"; filename*0*=utf-8'en'%C3%A4%20; size=(note) 3");
    CHECK(list.value == "attachment");
    CHECK(list.get("filename") == "ä b.txt");
    CHECK(list.get("size") == "3");
    CHECK(parse_parameters("a; name=\"x;y \\\"z\\\"\"").get("name") == "x;y \"z\"");
}

TEST_CASE("header: addresses of every shape are read", "[draft][address]") {
    const auto list =
        parse_addresses(
            "\"Berg, Anna\" <Anna@EXAMPLE.org>, bo@x.example (Bo Li), Board: c@x.example, "
            "d@x.example;, =?utf-8?q?J=C3=B6?= <e@m\xC3\xBCnchen.example>")
            .mailboxes;
    REQUIRE(list.size() == 5);
    CHECK(list[0] == Mailbox{"Berg, Anna", "Anna@example.org"});
    CHECK(list[1] == Mailbox{"Bo Li", "bo@x.example"});
    CHECK(list[2].address == "c@x.example");
    CHECK(list[4] == Mailbox{"Jö", "e@xn--mnchen-3ya.example"});
    CHECK(parse_addresses("undisclosed-recipients:;").mailboxes.empty());
}

TEST_CASE("header: an unbalanced address field is marked, a plain one is not", "[draft][address]") {
    CHECK(parse_addresses("\"Anna <a@x.example>").complicated);
    CHECK(parse_addresses("<@r.example:a@x.example>").complicated);
    CHECK_FALSE(parse_addresses("Anna <a@x.example>, b@x.example").complicated);
}

TEST_CASE("header: fields a reader sees are passages with their names, trace is not",
          "[draft][header]") {
    const Draft draft = read_mail(
        "Comments: see note\nReceived: by mx.example\nX-Status-Note: pending\n", "Text\n");
    REQUIRE(find(draft, Place::header, "see note") != nullptr);
    CHECK(find(draft, Place::header, "see note")->detail == "Comments");
    CHECK(find(draft, Place::header, "pending") != nullptr);
    CHECK(find(draft, Place::header, "mx.example") == nullptr);
    CHECK(draft.subject() == "Notice");
    CHECK(draft.header("comments") != nullptr);
}

TEST_CASE("header: malformed header lines are faults, and both readings are there",
          "[draft][header]") {
    const Draft line = read("From: a@example.org\nno header here\nSubject: One\n\nText\n");
    CHECK(has_fault(line, "header-without-colon"));
    CHECK(line.subject() == "One");
    CHECK(find(line, Place::body, "no header here") != nullptr);
    CHECK(has_fault(read("From: a@example.org\nSubject : One\n\nText\n"), "blank-before-colon"));
    const Draft blank = read("From: a@example.org\nSubject: One\n \nhidden words\n\nText\n");
    CHECK(has_fault(blank, "blank-header-line"));
    CHECK(find(blank, Place::body, "hidden words") != nullptr);
    CHECK(has_fault(read("\nFrom: a@example.org\n\nText\n"), "leading-blank-line"));
}

TEST_CASE("header: limits are faults, and the subject behind them is read", "[draft][header]") {
    std::string many = "From: a@example.org\n";
    for (int i = 0; i < 2500; ++i) many += "X-N: v\n";
    const Draft draft = read(many + "Subject: Last\n\nText\n");
    CHECK(has_fault(draft, "limit-headers"));
    CHECK(draft.subject() == "Last");
    CHECK(has_fault(read_mail("Comments: " + std::string(120000, 'a') + "\n", "x\n"),
                    "limit-header"));
}

TEST_CASE("header: the envelope decides who is hidden and who is left out", "[draft][recipients]") {
    ReadOptions options;
    options.envelope.recipients = {"bo@Press.example", "secret@press.example"};
    const Draft draft = read(
        "From: a@example.org\nTo: Bo <bo@press.example>, left@press.example\n\nText\n", options);
    REQUIRE(draft.recipients.size() == 3);
    CHECK(draft.recipients[0].in_envelope);
    CHECK(draft.recipients[0].mailbox.name == "Bo");
    CHECK_FALSE(draft.recipients[1].in_envelope);
    CHECK(draft.recipients[2].role == Role::bcc);
    CHECK(draft.recipients[2].mailbox.address == "secret@press.example");
}

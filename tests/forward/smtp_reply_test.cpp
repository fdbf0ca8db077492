#include "forward/smtp_reply.h"

#include <catch2/catch.hpp>

#include "forward/smtp_address.h"

using namespace sendguard;
using namespace sendguard::forward;

TEST_CASE("reply: lines of a reply line by line", "[forward][smtp]") {
    CHECK(parse_reply_line("250-SIZE 10").value().more);
    CHECK(parse_reply_line("250").value().code == 250);
    for (const auto* bad : {"", "25", "150 x", "600 x", "2x0 x", "250x", " 250 x", "SSH-2.0"}) {
        INFO(bad);
        CHECK_FALSE(parse_reply_line(bad));
    }
    CHECK(Reply{550, {"5.7.1 No", "5.7.1 never"}}.text() == "550 5.7.1 No / 5.7.1 never");
    CHECK(Reply{}.text().empty());
    CHECK(Reply{250, {"a\x1b[2Jb"}}.text().find('\x1b') == std::string::npos);
}

TEST_CASE("reply: the last of two EHLO answers counts, garbage between is left out",
          "[forward][smtp]") {
    const auto replies = group_replies({"220 hi", "250-mx", "250 STARTTLS", "220 go", "what",
                                        "250-mx", "250-SIZE 1000", "250-8bitmime", "250-AUTH=LOGIN",
                                        "250-PIPELINING", "250-DSN", "250 SMTPUTF8", "235 in"});
    REQUIRE(replies.size() == 5);
    const auto got = read_capabilities(replies[3]);
    CHECK((got.pipelining && got.eight_bit && got.smtp_utf8 && got.dsn && got.auth && got.size));
    CHECK(got.max_size == 1000);
    // The first line is the server's name and offers nothing.
    CHECK_FALSE(read_capabilities({250, {"DSN", "SIZE"}}).dsn);
    CHECK(read_capabilities({250, {"mx", "SIZE"}}).size);
}

TEST_CASE("address: quotes keep blanks, letters outside ASCII ask for SMTPUTF8",
          "[forward][smtp]") {
    CHECK(wire_address("\"a b\"@example.org").value().text == "\"a b\"@example.org");
    CHECK(wire_address("").value().text.empty());
    CHECK(wire_address("\xc3\xa9@example.org").value().needs_utf8);
    CHECK_FALSE(wire_address("a@example.org").value().needs_utf8);
    CHECK(orcpt("a+b@example.org") == "rfc822;a+2Bb@example.org");
    CHECK(orcpt("\xc3\xa9@example.org") == "utf-8;\\x{E9}@example.org");
}

TEST_CASE("address: a domain becomes A-labels when the local part is ASCII", "[forward][smtp]") {
    const auto one = wire_address(
                         "a@b\xc3\xbc"
                         "cher.example")
                         .value();
    CHECK(one.text == "a@xn--bcher-kva.example");
    CHECK_FALSE(one.needs_utf8);
}

TEST_CASE("dsn: only the values of RFC 3461 pass", "[forward][smtp]") {
    CHECK(check_notify("success,FAILURE"));
    CHECK(check_notify("NEVER"));
    CHECK_FALSE(check_notify("NEVER,SUCCESS"));
    CHECK_FALSE(check_notify("DELAY\r\nRSET"));
    CHECK(check_ret("FULL"));
    CHECK_FALSE(check_ret("FULL BODY=X"));
    CHECK(check_envid("a b=c"));
    CHECK_FALSE(check_envid("a\r\nb"));
    CHECK_FALSE(check_envid(std::string(101, 'a')));
}

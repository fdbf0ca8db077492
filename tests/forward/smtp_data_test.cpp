#include "forward/smtp_data.h"

#include <catch2/catch.hpp>

#include "forward/forward.h"

using namespace sendguard::forward;

namespace {
std::string wire(std::string_view message, std::size_t room) {
    DataSource source(message);
    std::string out;
    while (!source.done()) out += source.next(room);
    return out;
}
}  // namespace

TEST_CASE("data: CRLF only, dots stuffed, whatever the size of the pieces", "[forward][smtp]") {
    const auto room = GENERATE(1u, 2u, 3u, 7u, 1000u);
    CHECK(wire("a\r\n.b\r\n..\r\n", room) == "a\r\n..b\r\n...\r\n.\r\n");
    CHECK(wire("", room) == ".\r\n");
    CHECK(wire("no end", room) == "no end\r\n.\r\n");
    CHECK(wire("a\n.\nMAIL FROM:<x>\n", room) == "a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n");
    CHECK(wire("a\r.\r\rb", room) == "a\r\n..\r\n\r\nb\r\n.\r\n");
}

TEST_CASE("data: the size counts CRLF and neither stuffing nor the final dot", "[forward][smtp]") {
    CHECK(wire_facts("a\n.b\n").bytes == 7);
    CHECK(wire_facts("a\r\n\r\nb").bytes == 8);
    CHECK(wire_facts("").bytes == 0);
}

TEST_CASE("data: 8-bit and UTF-8 headers are told apart", "[forward][smtp]") {
    CHECK_FALSE(wire_facts("Subject: x\n\nplain").eight_bit);
    CHECK(wire_facts("Subject: x\n\n\xc3\xa9").eight_bit);
    CHECK_FALSE(wire_facts("Subject: x\n\n\xc3\xa9").utf8_header);
    CHECK(wire_facts("Subject: \xc3\xa9\n\nx").utf8_header);
    CHECK_FALSE(wire_facts("Subject: \xe9t\n\nx").utf8_header);  // Latin-1: SMTPUTF8 would be false
}

TEST_CASE("outgoing: named fields go with their folded lines, only in the top header",
          "[forward][outgoing]") {
    CHECK(outgoing_bytes("To: a\nBcc: b,\n\tc\nSubject: x\nbcc : d\n\nBcc: stays\n", {"Bcc"}, {}) ==
          "To: a\r\nSubject: x\r\n\r\nBcc: stays\r\n");
    CHECK(outgoing_bytes("Bccs: a\r\n\r\n", {"Bcc"}, {}) == "Bccs: a\r\n\r\n");
}

TEST_CASE("outgoing: an mbox separator goes, new lines come first, the rest stays",
          "[forward][outgoing]") {
    CHECK(outgoing_bytes("From a@example.org Mon\nTo: a\n\n.x", {}, {"Send-Guard: warn"}) ==
          "Send-Guard: warn\r\nTo: a\r\n\r\n.x");
    const std::string whole = "To: a\r\n\r\nFrom here on.\r\n\r\n";
    CHECK(outgoing_bytes(whole, {}, {}) == whole);
    CHECK(outgoing_bytes("To: a\r\rb\n\r\n", {}, {}) == "To: a\r\n\r\nb\r\n\r\n");
}

// The message: DATA, BDAT, sizes, line ends, and LMTP's replies.
#include <catch2/catch.hpp>

#include "gate/session_script.h"
#include "gate/smtp_session.h"

using namespace sendguard;
using namespace sendguard::gate;
using gate::test::codes;
using gate::test::lines;
using gate::test::SessionScript;
using gate::test::Strings;

namespace {

SessionSettings at_most(std::uint64_t bytes) {
    auto out = SessionScript::usual();
    out.message_bytes = bytes;
    return out;
}

/// `size` bytes of message (two at least), in lines.
std::string text_of(std::size_t size) {
    std::string out;
    while (out.size() + 200 <= size) out += std::string(98, 'x') + "\r\n";
    return out + std::string(size - out.size() - 2, 'y') + "\r\n";
}

}  // namespace

TEST_CASE("smtp session: the message is what stands between 354 and the dot", "[gate][smtp]") {
    SessionScript client, slow;
    for (auto* one : {&client, &slow}) one->open_data();
    const std::string bytes = "Subject: x\r\n\r\nOne.\r\n..two\r\n.\r\n";
    CHECK(client.say(bytes) == "250 2.0.0 Taken\r\n");
    CHECK(slow.trickle(bytes) == "250 2.0.0 Taken\r\n");
    for (auto* one : {&client, &slow}) {
        REQUIRE(one->messages.size() == 1);
        CHECK(one->messages[0].text == "Subject: x\r\n\r\nOne.\r\n..two\r\n");
        CHECK(one->messages[0].dotted);
        CHECK_FALSE(one->messages[0].bare_line_ends);
    }
}

TEST_CASE("smtp session: what the gate says of the message is the answer", "[gate][smtp]") {
    SessionScript client;
    client.message_reply = {550, "5.7.1", {"house/codeword: No.", "house/names: Nor this."}};
    client.open_data();
    CHECK(client.say("One.\r\n.\r\n") ==
          "550-5.7.1 house/codeword: No.\r\n550 5.7.1 house/names: Nor this.\r\n");
    client.message_reply = {250, "2.0.0", {"Taken"}};
    client.open_data();
    CHECK(codes(client.say("Two.\r\n.\r\n")) == "250");
    CHECK(client.messages.back().text == "Two.\r\n");
}

TEST_CASE("smtp session: commands behind the message are obeyed after it", "[gate][smtp]") {
    SessionScript client;
    client.open_data();
    CHECK(codes(client.say("One.\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<c@example.net>\r\nDATA\r\n")) ==
          "250 250 250 354");
    CHECK(codes(client.say("Two.\r\n.\r\nQUIT\r\n")) == "250 221");
    REQUIRE(client.messages.size() == 2);
    CHECK(client.messages[1].sender.empty());
    CHECK(client.messages[1].text == "Two.\r\n");
}

TEST_CASE("smtp session: text that came behind DATA before the 354 ends the session",
          "[gate][smtp][smuggling]") {
    for (const std::string early : {"One.\r\n.\r\n", "\r\n", "R"}) {
        INFO(early);
        SessionScript client;
        client.open_mail();
        CHECK(codes(client.say("DATA\r\n" + early)) == "554");
        CHECK(client.closed);
        CHECK(client.messages.empty());
    }
}

TEST_CASE("smtp session: only CR LF . CR LF ends the data", "[gate][smtp][smuggling]") {
    for (const std::string end : {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r"}) {
        INFO(end);
        SessionScript client;
        client.open_data();
        CHECK(client.say("One." + end + "MAIL FROM:<eve@example.org>\r\n").empty());
        CHECK(codes(client.say("\r\n.\r\nNOOP\r\n")) == "550 250");
        CHECK(client.messages.empty());
    }
}

TEST_CASE("smtp session: a bare CR or LF is refused, and the session stays in step",
          "[gate][smtp][smuggling]") {
    for (const std::string text :
         {"One.\nTwo.\r\n", "One.\rTwo.\r\n", "\nOne.\r\n", "One.\r\r\n"}) {
        INFO(text);
        SessionScript client, slow;
        for (auto* one : {&client, &slow}) one->open_data();
        const auto said = client.say(text + ".\r\nNOOP\r\n");
        CHECK(codes(said) == "550 250");
        CHECK(said.starts_with("550 5.6.0 The message holds a CR or LF that is no CR LF"));
        CHECK(slow.trickle(text + ".\r\nNOOP\r\n") == said);
        CHECK(client.messages.empty());
        client.open_data();
        CHECK(codes(client.say("Good.\r\n.\r\n")) == "250");
    }
}

TEST_CASE("smtp session: with normalize_line_ends bare line ends are taken, and told of",
          "[gate][smtp]") {
    auto settings = SessionScript::usual();
    settings.normalize_line_ends = true;
    SessionScript client(settings);
    client.open_data();
    CHECK(client.say("One.\nTwo.\n.\nThree.\r\n").empty());
    CHECK(codes(client.say(".\r\n")) == "250");
    client.open_data();
    CHECK(codes(client.say("One.\r\n.\r\n")) == "250");
    REQUIRE(client.messages.size() == 2);
    CHECK(client.messages[0].text == "One.\nTwo.\n.\nThree.\r\n");
    CHECK(client.messages[0].bare_line_ends);
    CHECK_FALSE(client.messages[1].bare_line_ends);
}

TEST_CASE("smtp session: a line of the message over the cap is refused", "[gate][smtp]") {
    auto settings = SessionScript::usual();
    settings.line_bytes = 100;
    SessionScript client(settings);
    client.open_data();
    CHECK(client.say(std::string(101, 'x') + "\r\n.\r\n") ==
          "550 5.6.0 A line of the message is too long\r\n");
    client.open_data();
    CHECK(codes(client.say(std::string(99, 'x') + "\r\n.\r\n")) == "250");
}

TEST_CASE("smtp session: SIZE over the limit is refused at MAIL", "[gate][smtp][size]") {
    SessionScript client(at_most(1000));
    client.say("EHLO client.example.org\r\n");
    CHECK(client.say("MAIL FROM:<a@example.org> SIZE=1001\r\n") ==
          "552 5.3.4 The message is too large; 1000 bytes are taken at most\r\n");
    CHECK(codes(client.say("MAIL FROM:<a@example.org> SIZE=99999999999999999999999\r\n")) == "552");
    CHECK(codes(client.say("MAIL FROM:<a@example.org> SIZE=1000\r\n")) == "250");
}

TEST_CASE("smtp session: a message of just the limit is taken, a byte more is refused",
          "[gate][smtp][size]") {
    // The final dot is no part of the message (RFC 1870 5).
    SessionScript client(at_most(1000)), slow(at_most(1000));
    for (auto* one : {&client, &slow}) one->open_data();
    CHECK(codes(client.say(text_of(1000) + ".\r\n")) == "250");
    CHECK(codes(slow.trickle(text_of(1000) + ".\r\n")) == "250");
    for (auto* one : {&client, &slow}) one->open_data();
    const std::string refused = "552 5.3.4 The message is too large\r\n250 2.0.0 Ok\r\n";
    CHECK(client.say(text_of(1001) + ".\r\nNOOP\r\n") == refused);
    CHECK(slow.trickle(text_of(1001) + ".\r\nNOOP\r\n") == refused);
    CHECK(client.messages.size() == 1);
}

TEST_CASE("smtp session: what is over the limit is not kept, and the next message is whole",
          "[gate][smtp][size]") {
    SessionScript client(at_most(1000));
    client.open_data();
    for (int i = 0; i < 30; ++i) CHECK(client.say(text_of(100)).empty());
    CHECK(codes(client.say("..x\r\n.\r\n")) == "552");
    client.open_data();
    CHECK(codes(client.say("One.\r\n.\r\n")) == "250");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].text == "One.\r\n");
}

TEST_CASE("smtp session: a message far over the limit is cut off", "[gate][smtp][size]") {
    SessionScript client(at_most(1000));
    client.open_data();
    CHECK(client.say(text_of(4000)).empty());
    CHECK(client.say(text_of(100)) == "552 5.3.4 The message is far too large; goodbye\r\n");
    CHECK(client.closed);
}

TEST_CASE("smtp session: chunks make one message", "[gate][smtp][bdat]") {
    SessionScript client;
    client.open_mail();
    CHECK(client.say("BDAT 6\r\nOne.\r\n") == "250 2.0.0 Chunk taken\r\n");
    CHECK(client.say("BDAT 3\r\nTw").empty());
    CHECK(client.say("o") == "250 2.0.0 Chunk taken\r\n");
    CHECK(client.say("BDAT 6 last\r\n.\r\nx\r").empty());
    CHECK(client.say("\n") == "250 2.0.0 Taken\r\n");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].text == "One.\r\nTwo.\r\nx\r\n");
    CHECK_FALSE(client.messages[0].dotted);
}

TEST_CASE("smtp session: chunks come pipelined, with dots and without a last line end",
          "[gate][smtp][bdat]") {
    SessionScript client;
    client.open_mail();
    // RFC 3030 2: the size counts, and a dot is a character like others; inside they are stuffed.
    CHECK(codes(client.say("BDAT 9\r\nOne.\r\n.\r\nBDAT 5 LAST\r\n..twoNOOP\r\n")) ==
          "250 250 250");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].text == "One.\r\n..\r\n...two\r\n");
    CHECK(client.messages[0].dotted);
}

TEST_CASE("smtp session: an empty last chunk ends the message", "[gate][smtp][bdat]") {
    SessionScript client;
    client.open_mail();
    CHECK(codes(client.say("BDAT 6\r\nOne.\r\nBDAT 0 LAST\r\n")) == "250 250");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].text == "One.\r\n");
}

TEST_CASE("smtp session: after the first chunk come chunks only", "[gate][smtp][bdat]") {
    SessionScript client;
    client.open_mail();
    CHECK(codes(client.say("BDAT 6\r\nOne.\r\n")) == "250");
    CHECK(client.say("DATA\r\n") == "503 5.5.1 The message has begun with BDAT\r\n");
    CHECK(client.say("RCPT TO:<c@example.net>\r\n") == "503 5.5.1 The message has begun\r\n");
    CHECK(codes(client.say("MAIL FROM:<c@example.net>\r\n")) == "503");
    CHECK(codes(client.say("BDAT 6 LAST\r\nTwo.\r\n")) == "250");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].text == "One.\r\nTwo.\r\n");
    CHECK(client.messages[0].recipients == "bo@example.net");
}

TEST_CASE("smtp session: RSET between chunks throws the first ones away", "[gate][smtp][bdat]") {
    SessionScript client;
    client.open_mail();
    client.say("BDAT 6\r\nOne.\r\nRSET\r\n");
    client.open_mail();
    CHECK(codes(client.say("BDAT 6 LAST\r\nTwo.\r\n")) == "250");
    CHECK(client.messages.back().text == "Two.\r\n");
}

TEST_CASE("smtp session: a chunk that nobody can take is read over, never obeyed",
          "[gate][smtp][bdat][smuggling]") {
    SessionScript client;
    client.say("EHLO client.example.org\r\n");
    CHECK(codes(client.say("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")) == "503 250");
    client.recipient_replies["no@example.net"] = {550, "5.1.1", {"Nobody here"}};
    const auto said = client.say(
        "MAIL FROM:<>\r\nRCPT TO:<no@example.net>\r\nBDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n");
    CHECK(codes(said) == "250 550 554 554");
    CHECK_FALSE(client.closed);
    CHECK(client.messages.empty());
}

TEST_CASE("smtp session: chunks that nobody can take count as errors", "[gate][smtp][bdat]") {
    auto settings = SessionScript::usual();
    settings.errors = 2;
    SessionScript client(settings);
    CHECK(codes(client.say("BDAT 1\r\nxBDAT 1\r\nxBDAT 1\r\nx")) == "503 503 421");
    CHECK(client.closed);
}

TEST_CASE("smtp session: chunks over the limit are read over, and refused at the last",
          "[gate][smtp][bdat][size]") {
    SessionScript client(at_most(1000));
    client.open_mail();
    CHECK(client.say("BDAT 5000\r\n").empty());
    CHECK(client.say(text_of(2500)).empty());
    CHECK(codes(client.say(text_of(2500))) == "250");
    CHECK(client.say("BDAT 6 LAST\r\nOne.\r\n") == "552 5.3.4 The message is too large\r\n");
    client.open_mail();
    CHECK(codes(client.say("BDAT 1000 LAST\r\n" + text_of(1000))) == "250");
    CHECK(client.messages.size() == 1);
}

TEST_CASE("smtp session: a bare line end in a chunk is refused at the last",
          "[gate][smtp][bdat][smuggling]") {
    for (const std::string bytes : {"BDAT 4\r\nOne\nBDAT 0 LAST\r\n", "BDAT 4 LAST\r\nO\rne",
                                    "BDAT 4\r\nOne\rBDAT 4 LAST\r\nx\r\n.", "BDAT 1 LAST\r\n\n"}) {
        INFO(bytes);
        SessionScript client;
        client.open_mail();
        const auto said = lines(client.say(bytes + "NOOP\r\n"));
        REQUIRE(said.size() >= 2);
        CHECK(said[said.size() - 2].starts_with("550 5.6.0 "));
        CHECK(said.back() == "250 2.0.0 Ok");
        CHECK(client.messages.empty());
    }
}

TEST_CASE("smtp session: a CR LF parted by two chunks is one line end", "[gate][smtp][bdat]") {
    SessionScript client;
    client.open_mail();
    CHECK(codes(client.say("BDAT 5\r\nOne.\rBDAT 1\r\n\nBDAT 2 LAST\r\n.\r")) == "250 250 250");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].text == "One.\r\n..\r\n");
}

TEST_CASE("smtp session: a BDAT whose size cannot be told ends the session",
          "[gate][smtp][bdat][smuggling]") {
    for (const std::string line :
         {"BDAT", "BDAT x", "BDAT 6x", "BDAT -1", "BDAT 6 LAST LAST", "BDAT 6 FIRST",
          "BDAT 99999999999999999999", "BDAT 5000000000"}) {
        INFO(line);
        SessionScript client;
        client.open_mail();
        const auto said = client.say(line + "\r\nQUIT\r\nNOOP\r\n");
        CHECK(codes(said) == (line == "BDAT 5000000000" ? "552" : "501"));
        CHECK(client.closed);
    }
}

TEST_CASE("lmtp session: it begins with LHLO and with nothing else", "[gate][lmtp]") {
    auto settings = SessionScript::usual();
    settings.lmtp = true;
    SessionScript client(settings);
    CHECK(codes(client.say("EHLO c.example.org\r\nHELO c.example.org\r\n")) == "500 500");
    CHECK(client.say("MAIL FROM:<>\r\n") == "503 5.5.1 Send LHLO first\r\n");
    CHECK(codes(client.say("LHLO c.example.org\r\nMAIL FROM:<>\r\n")) == "250 250");
    SessionScript smtp;
    CHECK(codes(smtp.say("LHLO c.example.org\r\n")) == "500");
}

TEST_CASE("lmtp session: the message is answered once for each recipient that was taken",
          "[gate][lmtp]") {
    auto settings = SessionScript::usual();
    settings.lmtp = true;
    SessionScript client(settings);
    client.recipient_replies["no@example.net"] = {550, "5.1.1", {"Nobody here"}};
    const std::string recipients =
        "RCPT TO:<no@example.net>\r\nRCPT TO:<b@example.net>\r\nRCPT TO:<c@example.net>\r\n";
    const std::string open = "LHLO c.example.org\r\nMAIL FROM:<>\r\n" + recipients + "DATA\r\n";
    CHECK(codes(client.say(open)) == "250 250 550 250 250 354");
    CHECK(client.say("One.\r\n.\r\nNOOP\r\n") ==
          "250 2.0.0 Taken\r\n250 2.0.0 Taken\r\n250 2.0.0 Ok\r\n");
    // Of a fault in form, too.
    client.say(open);
    CHECK(codes(client.say("One.\nTwo.\r\n.\r\nNOOP\r\n")) == "550 550 250");
}

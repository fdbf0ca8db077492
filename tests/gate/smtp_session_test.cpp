// Commands and their order. The data, and logins, have files of their own.
#include "gate/smtp_session.h"

#include <catch2/catch.hpp>

#include "gate/session_script.h"

using namespace sendguard;
using namespace sendguard::gate;
using gate::test::codes;
using gate::test::lines;
using gate::test::SessionScript;
using gate::test::Strings;

namespace {

const std::string kHello = "EHLO client.example.org\r\n";
const std::string kNul(1, '\0');
const std::string kMail = "MAIL FROM:<anna@example.org>\r\n";

}  // namespace

TEST_CASE("smtp session: the greeting names host and protocol", "[gate][smtp]") {
    auto settings = SessionScript::usual();
    CHECK(SessionScript(settings).greeting == "220 gate.example.org ESMTP send-guard\r\n");
    settings.lmtp = true;
    CHECK(SessionScript(settings).greeting == "220 gate.example.org LMTP send-guard\r\n");
}

TEST_CASE("smtp session: EHLO offers what the settings offer, and no more", "[gate][smtp]") {
    auto settings = SessionScript::usual();
    settings.message_bytes = 1234567;
    CHECK(lines(SessionScript(settings).say(kHello)) ==
          Strings{"250-gate.example.org", "250-PIPELINING", "250-SIZE 1234567", "250-8BITMIME",
                  "250-SMTPUTF8", "250-DSN", "250-ENHANCEDSTATUSCODES", "250 CHUNKING"});
    settings.eight_bit = settings.smtp_utf8 = settings.dsn = false;
    settings.starttls = settings.auth = settings.auth_in_clear = true;
    settings.may_xforward = settings.may_xclient = true;
    settings.keywords = {"DELIVERBY 240", "REQUIRETLS"};
    CHECK(lines(SessionScript(settings).say(kHello)) ==
          Strings{"250-gate.example.org", "250-PIPELINING", "250-SIZE 1234567",
                  "250-ENHANCEDSTATUSCODES", "250-CHUNKING", "250-STARTTLS", "250-AUTH PLAIN LOGIN",
                  "250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE",
                  "250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT",
                  "250-DELIVERBY 240", "250 REQUIRETLS"});
}

TEST_CASE("smtp session: HELO is answered with the host's name alone", "[gate][smtp]") {
    SessionScript client;
    CHECK(client.say("HELO client.example.org\r\n") == "250 gate.example.org\r\n");
    CHECK_FALSE(client.session.extended());
    CHECK(client.session.helo() == "client.example.org");
    client.say(kHello);
    CHECK(client.session.extended());
}

TEST_CASE("smtp session: a command out of order is refused, and the session goes on",
          "[gate][smtp]") {
    SessionScript client;
    CHECK(client.say(kMail) == "503 5.5.1 Send EHLO first\r\n");
    CHECK(codes(client.say(kHello)) == "250");
    CHECK(client.say("RCPT TO:<bo@example.net>\r\n") == "503 5.5.1 Send MAIL first\r\n");
    CHECK(client.say("DATA\r\n") == "503 5.5.1 Send MAIL and RCPT first\r\n");
    CHECK(codes(client.say(kMail)) == "250");
    CHECK(client.say(kMail) == "503 5.5.1 There is a sender already\r\n");
    CHECK(client.say("DATA\r\n") == "503 5.5.1 Send MAIL and RCPT first\r\n");
    CHECK(client.say("RCPT TO:<>\r\n") == "501 5.1.3 A recipient is needed\r\n");
    CHECK(codes(client.say("RCPT TO:<bo@example.net>\r\nDATA now\r\n")) == "250 501");
    CHECK(codes(client.say("DATA\r\n")) == "354");
    CHECK(codes(client.say("One.\r\n.\r\nQUIT\r\n")) == "250 221");
    CHECK(client.closed);
}

TEST_CASE("smtp session: RCPTs that came together are asked together, answers in order",
          "[gate][smtp][pipelining]") {
    SessionScript client;
    client.recipient_replies["no@example.net"] = {550, "5.1.1", {"Nobody here"}};
    client.say(kHello);
    const auto said = client.say(kMail +
                                 "RCPT TO:<a@example.net>\r\nrcpt to:<no@example.net>\r\n"
                                 "RCPT TO:<c@example.net> NOTIFY=NEVER\r\nDATA\r\n");
    CHECK(lines(said) == Strings{"250 2.1.0 Ok", "250 2.1.5 Fine", "550 5.1.1 Nobody here",
                                 "250 2.1.5 Fine", "354 End data with <CR><LF>.<CR><LF>"});
    CHECK(client.asked ==
          std::vector<Strings>{{"a@example.net", "no@example.net", "c@example.net"}});
    client.say("One.\r\n.\r\n");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].recipients == "a@example.net, c@example.net NOTIFY=NEVER");
}

TEST_CASE("smtp session: a RCPT in bad form parts a group, and answers keep their order",
          "[gate][smtp][pipelining]") {
    SessionScript client;
    client.say(kHello + kMail);
    const auto said = client.say(
        "RCPT TO:<a@example.net>\r\nRCPT TO:<b@>\r\nRCPT TO:<c@example.net> ODD=1\r\n"
        "RCPT TO:<d@example.net>\r\nRCPT TO:<e@example.net>\r\n");
    CHECK(codes(said) == "250 553 555 250 250");
    CHECK(client.asked ==
          std::vector<Strings>{{"a@example.net"}, {"d@example.net", "e@example.net"}});
}

TEST_CASE("smtp session: no recipient taken means no DATA", "[gate][smtp]") {
    SessionScript client;
    client.recipient_replies["no@example.net"] = {450, "4.2.1", {"Later"}};
    client.say(kHello + kMail);
    CHECK(client.say("RCPT TO:<no@example.net>\r\nDATA\r\n") ==
          "450 4.2.1 Later\r\n554 5.5.1 No recipient was taken\r\n");
    CHECK(codes(client.say("RCPT TO:<a@example.net>\r\nDATA\r\n")) == "250 354");
}

TEST_CASE("smtp session: recipients over the cap wait for another message", "[gate][smtp]") {
    auto settings = SessionScript::usual();
    settings.recipients = 2;
    settings.errors = 1;  // a 452 is no error of the client
    SessionScript client(settings);
    client.recipient_replies["no@example.net"] = {550, "5.1.1", {"Nobody here"}};
    client.say(kHello + kMail);
    const auto said = client.say(
        "RCPT TO:<a@example.net>\r\nRCPT TO:<no@example.net>\r\nRCPT TO:<c@example.net>\r\n");
    CHECK(codes(said) == "250 550 452");
    CHECK(lines(said).back().starts_with("452 4.5.3 Too many recipients"));
    CHECK(client.asked == std::vector<Strings>{{"a@example.net", "no@example.net"}});
    client.say("RSET\r\n" + kMail);
    CHECK(codes(client.say("RCPT TO:<c@example.net>\r\n")) == "250");
}

TEST_CASE("smtp session: bytes that come one by one are answered as those that come at once",
          "[gate][smtp]") {
    const std::string talk = "NOOP\r\n" + kHello + kMail +
                             "RCPT TO:<a@example.net>\r\nRCPT TO:<no@example.net>\r\nODD\r\n"
                             "BDAT 8\r\nOne.\r\n.\nBDAT 4 LAST\r\n.\r\n." +
                             kMail + "RSET\r\nMAIL FROM:<> SIZE=10\r\n" +
                             "RCPT TO:<b@example.net>\r\nBDAT 0 LAST\r\nHELP\r\nQUIT\r\n";
    SessionScript at_once, trickled;
    for (auto* client : {&at_once, &trickled}) {
        client->recipient_replies["no@example.net"] = {550, "5.1.1", {"Nobody here"}};
    }
    const auto said = at_once.say(talk);
    CHECK(codes(said) == "250 250 250 250 550 500 250 550 250 250 250 250 250 214 221");
    CHECK(trickled.trickle(talk) == said);
    CHECK(trickled.closed);
    for (auto* client : {&at_once, &trickled}) {
        REQUIRE(client->messages.size() == 1);
        CHECK(client->messages[0].sender == " SIZE=10");
    }
}

TEST_CASE("smtp session: RSET and EHLO end a transaction", "[gate][smtp]") {
    for (const auto& end : {std::string("RSET\r\n"), kHello}) {
        INFO(end);
        SessionScript client;
        client.open_mail();
        const auto before = client.session.ended_transactions();
        CHECK(codes(client.say(end)) == "250");
        CHECK(client.session.ended_transactions() == before + 1);
        CHECK(codes(client.say("RCPT TO:<a@example.net>\r\nDATA\r\n")) == "503 503");
        client.open_data();
        client.say("One.\r\n.\r\n");
        REQUIRE(client.messages.size() == 1);
        CHECK(client.messages[0].recipients == "bo@example.net");
    }
}

TEST_CASE("smtp session: the commands that do nothing do nothing", "[gate][smtp]") {
    SessionScript client;
    client.open_mail();
    CHECK(codes(client.say("NOOP x\r\nVRFY anna\r\nEXPN list\r\nHELP\r\n")) == "250 252 252 214");
    CHECK(codes(client.say("DATA\r\n")) == "354");
}

TEST_CASE("smtp session: a thousand commands without a message are enough", "[gate][smtp]") {
    SessionScript client;
    for (int i = 0; i < 1000; ++i) REQUIRE(codes(client.say("NOOP\r\n")) == "250");
    CHECK(codes(client.say("NOOP\r\n")) == "421");
    CHECK(client.closed);
}

TEST_CASE("smtp session: a bare CR, a bare LF or a NUL in a command ends the session",
          "[gate][smtp][smuggling]") {
    // What one server takes for one command another takes for two.
    const std::vector<std::string> cases = {
        "NOOP\nNOOP\r\n",
        "NOOP\n",
        "NOOP a\rb\r\n",
        "NOOP\r\r\n",
        "\n",
        "NOOP " + kNul + "\r\n",
        "MAIL FROM:<a\r@example.org>\r\n",
        "MAIL FROM:<a@example.org\n>\r\n",
        "MAIL FROM:<\"a\rb\"@example.org>\r\n",
        "MAIL FROM:<a" + kNul + "@example.org>\r\n",
    };
    for (const auto& bytes : cases) {
        INFO(bytes);
        SessionScript client, slow;
        client.say(kHello);
        slow.say(kHello);
        CHECK(codes(client.say(bytes + "NOOP\r\n")) == "500");
        CHECK(codes(slow.trickle(bytes + "NOOP\r\n")) == "500");
        CHECK(client.closed);
        CHECK(slow.closed);
    }
}

TEST_CASE("smtp session: among pipelined recipients, too, a bare line end ends the session",
          "[gate][smtp][smuggling]") {
    const std::vector<std::string> cases = {
        "RCPT TO:<a@example.net\n>\r\n",
        "RCPT TO:<b@example.net>\n",
        "RCPT TO:<\"a\rb\"@example.net>\r\n",
        "RCPT TO:<a" + kNul + "@example.net>\r\n",
    };
    for (const auto& bytes : cases) {
        INFO(bytes);
        SessionScript client;
        client.say(kHello + kMail);
        CHECK(codes(client.say("RCPT TO:<a@example.net>\r\n" + bytes + "NOOP\r\n")) == "250 500");
        CHECK(client.closed);
        CHECK(client.asked == std::vector<Strings>{{"a@example.net"}});
    }
}

TEST_CASE("smtp session: a line of 2,048 bytes is read, a longer one ends the session",
          "[gate][smtp]") {
    const std::string start = "NOOP ";
    const auto line = start + std::string(2047 - start.size(), 'x');
    SessionScript good, bad, endless;
    CHECK(codes(good.say(line + "\r\n")) == "250");
    CHECK(bad.say(line + "x\r\n") == "500 5.5.2 The line is too long; goodbye\r\n");
    CHECK(bad.closed);
    // Without its end in sight it is not waited for.
    CHECK(codes(endless.say(line + "xx")) == "500");
    CHECK(endless.closed);
}

TEST_CASE("smtp session: too many refused commands end it with 421", "[gate][smtp]") {
    auto settings = SessionScript::usual();
    settings.errors = 3;
    SessionScript client(settings);
    CHECK(codes(client.say("ODD\r\nMAIL FROM:\r\n")) == "500 501");
    CHECK(codes(client.say(kHello)) == "250");
    CHECK(client.say("DATA\r\nNOOP\r\n") ==
          "503 5.5.1 Send MAIL and RCPT first\r\n421 4.7.0 Too many errors; goodbye\r\n");
    CHECK(client.closed);
}

TEST_CASE("smtp session: who speaks another protocol is sent away at the first word",
          "[gate][smtp]") {
    // Browsers that were led here, and mail text whose dialogue went wrong before.
    for (const std::string line :
         {"GET / HTTP/1.1", "post /x HTTP/1.1", "Subject: A note", "From: anna@example.org"}) {
        INFO(line);
        SessionScript client;
        CHECK(codes(client.say(line + "\r\nNOOP\r\n")) == "421");
        CHECK(client.closed);
    }
    SessionScript client;
    CHECK(codes(client.say("GETS\r\nNOOP\r\n")) == "500 250");
}

TEST_CASE("smtp session: an address outside ASCII needs SMTPUTF8", "[gate][smtp][smtputf8]") {
    SessionScript client;
    client.say(kHello);
    CHECK(client.say("MAIL FROM:<zo\xc3\xab@example.org>\r\n") ==
          "553 5.6.7 An address outside ASCII needs SMTPUTF8\r\n");
    CHECK(codes(client.say(kMail)) == "250");
    CHECK(codes(client.say("RCPT TO:<a@example.net>\r\nRCPT TO:<j\xc3\xb6@example.net>\r\n")) ==
          "250 553");
    CHECK(client.asked == std::vector<Strings>{{"a@example.net"}});
    CHECK(codes(client.say("RSET\r\nMAIL FROM:<zo\xc3\xab@example.org> SMTPUTF8\r\n"
                           "RCPT TO:<j\xc3\xb6@example.net>\r\n")) == "250 250 250");
    CHECK(client.session.smtp_utf8());
    // It was for that one transaction.
    CHECK(codes(client.say("RSET\r\n" + kMail + "RCPT TO:<j\xc3\xb6@example.net>\r\n")) ==
          "250 250 553");
}

TEST_CASE("smtp session: replies are ASCII unless the transaction has SMTPUTF8",
          "[gate][smtp][smtputf8]") {
    SessionScript client;
    client.message_reply = {550, "5.7.1", {"Zo\xc3\xab says no"}};
    client.open_data();
    CHECK(client.say("One.\r\n.\r\n") == "550 5.7.1 Zoe says no\r\n");
    client.open_mail(" SMTPUTF8");
    client.say("DATA\r\n");
    CHECK(client.say("One.\r\n.\r\n") == "550 5.7.1 Zo\xc3\xab says no\r\n");
}

TEST_CASE("smtp session: known parameters are kept as they stood, to be passed on",
          "[gate][smtp]") {
    auto settings = SessionScript::usual();
    settings.keywords = {"DELIVERBY 240", "MT-PRIORITY"};
    SessionScript client(settings);
    client.say(kHello);
    const std::string of_mail =
        " SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=x+2By AUTH=<> BY=120;R MT-PRIORITY=3";
    const std::string of_rcpt = " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bo+2BX@example.net";
    CHECK(codes(client.say("MAIL FROM:<anna@example.org>" + of_mail + "\r\n")) == "250");
    CHECK(codes(client.say("RCPT TO:<bo@example.net>" + of_rcpt + "\r\nDATA\r\n")) == "250 354");
    client.say("One.\r\n.\r\n");
    REQUIRE(client.messages.size() == 1);
    CHECK(client.messages[0].sender == "anna@example.org" + of_mail);
    CHECK(client.messages[0].recipients == "bo@example.net" + of_rcpt);
}

TEST_CASE("smtp session: a parameter that is not offered, or makes no sense, is refused",
          "[gate][smtp]") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"ODD=1", "555"},        {"NOTIFY=NEVER", "555"},     {"BY=120;R", "555"},
        {"HOLDFOR=60", "555"},   {"BODY=BINARYMIME", "501"},  {"BODY", "501"},
        {"SMTPUTF8=yes", "501"}, {"SIZE=ten", "501"},         {"SIZE", "501"},
        {"SIZE=-1", "501"},      {"SIZE=1 SIZE=2", "501"},    {"BODY=7bit", "250"},
        {"SIZE=0", "250"},       {"size=10 smtputf8", "250"}, {"RET=FULL", "250"},
    };
    for (const auto& [parameter, code] : cases) {
        INFO(parameter);
        SessionScript client;
        client.say(kHello);
        CHECK(codes(client.say("MAIL FROM:<a@example.org> " + parameter + "\r\n")) == code);
    }
    SessionScript client;
    client.say(kHello + kMail);
    CHECK(codes(client.say("RCPT TO:<a@example.net> SIZE=1\r\n")) == "555");
}

TEST_CASE("smtp session: end() says so once, and nothing is read after it", "[gate][smtp]") {
    SessionScript client;
    client.open_data();
    client.session.end({421, "4.3.2", {"Stopping"}});
    client.session.end({421, "4.4.2", {"Again"}});
    CHECK(client.say("One.\r\n.\r\nNOOP\r\n") == "421 4.3.2 Stopping\r\n");
    CHECK(client.closed);
    CHECK(client.messages.empty());
}

// Who the client is: STARTTLS, AUTH, XFORWARD and XCLIENT.
#include <catch2/catch.hpp>

#include "gate/session_script.h"
#include "gate/smtp_session.h"

using namespace sendguard;
using namespace sendguard::gate;
using gate::test::codes;
using gate::test::SessionScript;
using Facts = std::map<std::string, std::string>;
using Logins = std::vector<std::pair<std::string, std::string>>;

namespace {

const std::string kHello = "EHLO client.example.org\r\n";
const std::string kMail = "MAIL FROM:<anna@example.org>\r\n";
const std::string kPlain = "AGFubmEAc2VjcmV0";       // NUL anna NUL secret
const std::string kWrongPlain = "AGFubmEAd3Jvbmc=";  // NUL anna NUL wrong

SessionSettings with_tls() {
    auto out = SessionScript::usual();
    out.starttls = true;
    return out;
}
SessionSettings with_users() {
    auto out = with_tls();
    out.auth = out.auth_in_clear = out.login_required = true;
    return out;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("smtp session: after STARTTLS all begins anew", "[gate][smtp][tls]") {
    SessionScript client(with_tls());
    CHECK(has(client.say(kHello), "STARTTLS\r\n"));
    CHECK(client.say("STARTTLS\r\n") == "220 2.0.0 Go ahead\r\n");
    CHECK(client.handshakes == 1);
    CHECK(client.session.tls());
    CHECK(client.session.helo().empty());
    CHECK(codes(client.say(kMail)) == "503");
    CHECK_FALSE(has(client.say(kHello), "STARTTLS"));
    CHECK(codes(client.say("STARTTLS\r\n" + kMail)) == "502 250");
    CHECK(client.handshakes == 1);
}

TEST_CASE("smtp session: STARTTLS where it has no place is refused", "[gate][smtp][tls]") {
    SessionScript without;
    CHECK(codes(without.say(kHello + "STARTTLS\r\n")) == "250 502");
    SessionScript client(with_tls());
    client.open_mail();
    CHECK(codes(client.say("STARTTLS\r\n")) == "503");
    CHECK(codes(client.say("RSET\r\nSTARTTLS now\r\n")) == "250 501");
    CHECK(without.handshakes + client.handshakes == 0);
}

TEST_CASE("smtp session: text behind STARTTLS never counts as sent under TLS",
          "[gate][smtp][tls][smuggling]") {
    SessionScript client(with_tls());
    client.say(kHello);
    CHECK(codes(client.say("STARTTLS\r\n" + kHello + kMail)) == "554");
    CHECK(client.closed);
    CHECK(client.handshakes == 0);
    // That which comes between our answer and the handshake is thrown away.
    SessionSettings settings = with_tls();
    MemoryBudget budget;
    MessageStore store(budget, "", 1u << 20);
    SmtpSession session(settings, store);
    session.receive("STARTTLS\r\n");
    REQUIRE(session.step() == SmtpSession::Want::tls);
    session.take_output();
    session.receive(kHello);
    session.tls_started();
    CHECK(session.step() == SmtpSession::Want::input);
    CHECK_FALSE(session.has_output());
}

TEST_CASE("smtp session: where TLS is required it comes before MAIL and AUTH",
          "[gate][smtp][tls]") {
    auto settings = with_users();
    settings.tls_required = true;
    settings.auth_in_clear = settings.login_required = false;
    SessionScript client(settings);
    CHECK_FALSE(has(client.say(kHello), "AUTH"));
    CHECK(client.say(kMail) == "530 5.7.0 Use STARTTLS first\r\n");
    CHECK(client.say("AUTH PLAIN " + kPlain + "\r\n").starts_with("538 5.7.11 "));
    CHECK(client.logins.empty());
    client.say("STARTTLS\r\n");
    CHECK(has(client.say(kHello), "AUTH PLAIN LOGIN\r\n"));
    CHECK(codes(client.say("AUTH PLAIN " + kPlain + "\r\n" + kMail)) == "235 250");
}

TEST_CASE("smtp session: where a login is required it comes before MAIL", "[gate][smtp][auth]") {
    SessionScript client(with_users());
    client.say(kHello);
    CHECK(client.say(kMail) == "530 5.7.0 Log in first (AUTH)\r\n");
    CHECK(client.say("AUTH PLAIN " + kPlain + "\r\n") == "235 2.7.0 You are logged in\r\n");
    CHECK(client.logins == Logins{{"anna", "secret"}});
    CHECK(client.session.user() == "anna");
    CHECK(codes(client.say(kMail)) == "250");
    // For the rest of the session.
    CHECK(codes(client.say("RSET\r\n" + kMail)) == "250 250");
}

TEST_CASE("smtp session: AUTH PLAIN in two steps, and LOGIN in three", "[gate][smtp][auth]") {
    SessionScript plain(with_users());
    plain.say(kHello);
    CHECK(plain.say("auth plain\r\n") == "334 \r\n");
    CHECK(codes(plain.say(kPlain + "\r\n")) == "235");
    CHECK(plain.logins == Logins{{"anna", "secret"}});

    SessionScript login(with_users());
    login.say(kHello);
    CHECK(login.say("AUTH LOGIN\r\n") == "334 VXNlcm5hbWU6\r\n");
    CHECK(login.say("YW5uYQ==\r\n") == "334 UGFzc3dvcmQ6\r\n");
    CHECK(codes(login.trickle("c2VjcmV0\r\n")) == "235");
    CHECK(login.logins == Logins{{"anna", "secret"}});

    SessionScript short_login(with_users());
    short_login.say(kHello);
    CHECK(codes(short_login.say("AUTH LOGIN YW5uYQ==\r\nc2VjcmV0\r\n")) == "334 235");
    CHECK(short_login.logins == Logins{{"anna", "secret"}});
}

TEST_CASE("smtp session: a refused login leaves nobody logged in", "[gate][smtp][auth]") {
    SessionScript client(with_users());
    client.say(kHello);
    CHECK(client.say("AUTH PLAIN " + kWrongPlain + "\r\n") ==
          "535 5.7.8 Name or password is wrong\r\n");
    CHECK(client.session.user().empty());
    CHECK(client.session.login().password.empty());
    CHECK(codes(client.say(kMail)) == "530");
    CHECK(codes(client.say("AUTH PLAIN " + kPlain + "\r\n" + kMail)) == "235 250");
}

TEST_CASE("smtp session: refused logins count as errors", "[gate][smtp][auth]") {
    auto settings = with_users();
    settings.errors = 3;
    SessionScript client(settings);
    const auto line = "AUTH PLAIN " + kWrongPlain + "\r\n";
    CHECK(codes(client.say(kHello + line + line + line + line)) == "250 535 535 535 421");
    CHECK(client.closed);
    CHECK(client.logins.size() == 3);
}

TEST_CASE("smtp session: a login that breaks off leaves the session in step",
          "[gate][smtp][auth]") {
    SessionScript client(with_users());
    client.say(kHello);
    CHECK(codes(client.say("AUTH LOGIN\r\n*\r\nNOOP\r\n")) == "334 501 250");
    CHECK(codes(client.say("AUTH PLAIN\r\nno base64!\r\nNOOP\r\n")) == "334 501 250");
    CHECK(codes(client.say("AUTH CRAM-MD5\r\nAUTH\r\nNOOP\r\n")) == "504 504 250");
    CHECK(client.logins.empty());
}

TEST_CASE("smtp session: a line of a login with a bare LF ends the session",
          "[gate][smtp][auth][smuggling]") {
    SessionScript client(with_users());
    client.say(kHello + "AUTH LOGIN\r\n");
    CHECK(codes(client.say("YW5uYQ==\nNOOP\r\n")) == "500");
    CHECK(client.closed);
}

TEST_CASE("smtp session: AUTH comes once, after EHLO and before MAIL", "[gate][smtp][auth]") {
    auto settings = with_users();
    settings.login_required = false;
    SessionScript client(settings);
    const auto line = "AUTH PLAIN " + kPlain + "\r\n";
    CHECK(codes(client.say(line)) == "503");
    CHECK(codes(client.say(kHello + kMail + line)) == "250 250 503");
    CHECK(codes(client.say("RSET\r\n" + line + line)) == "250 235 503");
    CHECK(client.logins.size() == 1);
    SessionScript without;
    CHECK(codes(without.say(kHello + line)) == "250 502");
}

TEST_CASE("smtp session: a login from before the handshake does not hold after it",
          "[gate][smtp][auth][tls]") {
    SessionScript client(with_users());
    client.say(kHello + "AUTH PLAIN " + kPlain + "\r\n");
    CHECK(client.session.user() == "anna");
    client.say("STARTTLS\r\n");
    CHECK(client.session.user().empty());
    CHECK(codes(client.say(kHello + kMail)) == "250 530");
}

TEST_CASE("smtp session: XFORWARD is for peers that may", "[gate][smtp][xforward]") {
    SessionScript client;
    CHECK(client.say("XFORWARD ADDR=192.0.2.1\r\n") == "550 5.7.0 XFORWARD is not for you\r\n");
    CHECK(client.session.forwarded().empty());
    CHECK_FALSE(has(client.say(kHello), "XFORWARD"));
}

TEST_CASE("smtp session: what XFORWARD tells holds for one transaction", "[gate][smtp][xforward]") {
    auto settings = SessionScript::usual();
    settings.may_xforward = true;
    SessionScript client(settings);
    client.say(kHello);
    CHECK(client.say("XFORWARD NAME=a+2Bb.example.org addr=192.0.2.1\r\n") == "250 2.0.0 Ok\r\n");
    CHECK(codes(client.say("XFORWARD HELO=[UNAVAILABLE]\r\n")) == "250");
    const Facts told{{"NAME", "a+b.example.org"}, {"ADDR", "192.0.2.1"}, {"HELO", "[UNAVAILABLE]"}};
    CHECK(client.session.forwarded() == told);
    CHECK(codes(client.say(kMail + "XFORWARD ADDR=192.0.2.2\r\n")) == "250 503");
    CHECK(client.session.forwarded() == told);
    client.say("RSET\r\n");
    CHECK(client.session.forwarded().empty());
}

TEST_CASE("smtp session: an XFORWARD that cannot be read changes nothing",
          "[gate][smtp][xforward]") {
    auto settings = SessionScript::usual();
    settings.may_xforward = true;
    for (const std::string text : {"", "ADDR", "ODD=1", "ADDR=192.0.2.1 ODD=1",
                                   "NAME=x ADDR=+0D+0AMAIL", "NAME=x ADDR=+4", "NAME=x ADDR=+zz"}) {
        INFO(text);
        SessionScript client(settings);
        client.say(kHello);
        CHECK(codes(client.say("XFORWARD " + text + "\r\n")) == "501");
        CHECK(client.session.forwarded().empty());
    }
    SessionScript client(settings);
    client.say(kHello);
    CHECK(codes(client.say("XFORWARD NAME=" + std::string(255, 'x') + "\r\n")) == "250");
    CHECK(codes(client.say("XFORWARD NAME=" + std::string(256, 'y') + "\r\n")) == "501");
    CHECK(client.session.forwarded().at("NAME") == std::string(255, 'x'));
}

TEST_CASE("smtp session: XCLIENT is for peers that may", "[gate][smtp][xclient]") {
    auto settings = SessionScript::usual();
    settings.may_xforward = settings.login_required = true;
    SessionScript client(settings);
    CHECK(client.say("XCLIENT LOGIN=anna\r\n") == "550 5.7.0 XCLIENT is not for you\r\n");
    CHECK(client.session.told().empty());
    CHECK(client.session.user().empty());
}

TEST_CASE("smtp session: what XCLIENT tells holds for the session, which begins anew",
          "[gate][smtp][xclient]") {
    auto settings = SessionScript::usual();
    settings.may_xclient = settings.login_required = true;
    SessionScript client(settings);
    client.say(kHello);
    CHECK(client.say("XCLIENT ADDR=192.0.2.1 LOGIN=anna+40example.org\r\n") ==
          "220 gate.example.org ESMTP send-guard\r\n");
    CHECK(client.session.user() == "anna@example.org");
    CHECK(client.session.helo().empty());
    CHECK(codes(client.say(kMail)) == "503");
    CHECK(codes(client.say(kHello + kMail + "XCLIENT ADDR=192.0.2.2\r\nRSET\r\n")) ==
          "250 250 503 250");
    CHECK(client.session.told() == Facts{{"ADDR", "192.0.2.1"}, {"LOGIN", "anna@example.org"}});
}

TEST_CASE("smtp session: XCLIENT's LOGIN=[UNAVAILABLE] logs nobody in", "[gate][smtp][xclient]") {
    auto settings = SessionScript::usual();
    settings.may_xclient = settings.login_required = true;
    SessionScript client(settings);
    CHECK(codes(client.say("XCLIENT LOGIN=[UNAVAILABLE]\r\n")) == "220");
    CHECK(client.session.user().empty());
    CHECK(codes(client.say(kHello + kMail)) == "250 530");
    CHECK(codes(client.say("XCLIENT ADDR=192.0.2.1 ODD=1\r\n")) == "501");
    CHECK_FALSE(client.session.told().contains("ADDR"));
}

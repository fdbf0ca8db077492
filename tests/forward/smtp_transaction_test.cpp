#include "forward/smtp_transaction.h"

#include <catch2/catch.hpp>
#include <utility>

#include "base/limits.h"
#include "forward/scripted_channel.h"

using namespace sendguard;
using namespace sendguard::forward;

namespace {

const Capabilities kPlain{};
const Capabilities kPipelining{.pipelining = true};
const TransactionSettings kSettings{.server = "mx.example.test:25",
                                    .timeout = std::chrono::milliseconds(50)};
constexpr std::string_view kOk = "250 2.0.0 Ok\r\n";
constexpr std::string_view kGo = "354 Go on\r\n";

Transaction to(std::vector<std::string> recipients) {
    Transaction out;
    out.sender = "a@example.org";
    out.recipients = std::move(recipients);
    out.message = "Subject: x\r\n\r\nHello.\r\n";
    return out;
}

struct Ran {
    Receipt receipt;
    std::string sent;
    std::deque<std::string> sends;
};
Ran run(std::deque<std::string> says, const Transaction& transaction,
        const Capabilities& ehlo = kPlain) {
    ScriptedChannel channel(std::move(says));
    auto ran = run_transaction(channel, ehlo, transaction, kSettings);
    REQUIRE(ran);
    if (ran.value().in_order) say_quit(channel, kSettings.timeout);
    return {ran.value().receipt, channel.sent, channel.sends};
}
std::deque<std::string> script(std::initializer_list<std::string_view> lines) {
    return {lines.begin(), lines.end()};
}
bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("transaction: lock-step, the final reply in the server's own words", "[forward][smtp]") {
    const auto ran =
        run(script({kOk, "250 2.1.5 b\r\n", kGo, "250 2.0.0 Ok: queued as 4F2\r\n", "221 Bye\r\n"}),
            to({"b@example.org"}));
    CHECK(ran.receipt.outcome == Outcome::sent);
    CHECK(ran.receipt.stage == "end of data");
    CHECK(ran.receipt.final_reply.text() == "250 2.0.0 Ok: queued as 4F2");
    CHECK(ran.receipt.recipients[0].reply.text() == "250 2.1.5 b");
    CHECK(ran.sent ==
          "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
          "Subject: x\r\n\r\nHello.\r\n.\r\nQUIT\r\n");
    CHECK(ran.sends.size() == 5);  // one command at a time
}

TEST_CASE("transaction: all or none pipelines MAIL and RCPT, and DATA waits", "[forward][smtp]") {
    const auto ran = run(script({kOk, kOk, "550 5.1.1 no c\r\n"}),
                         to({"b@example.org", "c@example.org"}), kPipelining);
    CHECK(ran.receipt.outcome == Outcome::refused);
    CHECK(ran.receipt.stage == "RCPT");
    CHECK(ran.receipt.final_reply.text() == "550 5.1.1 no c");
    CHECK(ran.receipt.recipients[0].reply.code == 250);
    CHECK(has(ran.receipt.detail, "<c@example.org>"));
    CHECK(has(ran.receipt.detail, "Nothing was sent"));
    CHECK_FALSE(has(ran.sent, "DATA"));
    CHECK(ran.sends.size() == 2);  // the window, QUIT
    CHECK(ran.sends.back() == "QUIT\r\n");
}

TEST_CASE("transaction: without all_or_none DATA goes along and some may get it",
          "[forward][smtp]") {
    auto transaction = to({"b@example.org", "c@example.org"});
    transaction.all_or_none = false;
    const auto ran =
        run(script({kOk, kOk, "550 5.1.1 no c\r\n", kGo, kOk}), transaction, kPipelining);
    CHECK(ran.receipt.outcome == Outcome::partly);
    CHECK(ran.receipt.recipients[1].reply.code == 550);
    CHECK(has(ran.sends.front(), "DATA\r\n"));
    CHECK(has(ran.sent, "Hello."));
}

TEST_CASE("transaction: 354 with nobody taken ends by hanging up, not by an empty mail",
          "[forward][smtp]") {
    auto transaction = to({"b@example.org"});
    transaction.all_or_none = false;
    const auto ran = run(script({kOk, "450 4.2.1 later\r\n", kGo}), transaction, kPipelining);
    CHECK(ran.receipt.outcome == Outcome::deferred);
    CHECK(ran.sent == "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n");
}

TEST_CASE("transaction: 5xx is for good and 4xx for later, at every stage", "[forward][smtp]") {
    const std::string_view code =
        GENERATE("452 4.1.1 no\r\n", "552 5.1.1 no\r\n", "421 4.1.1 no\r\n");
    const auto stage = GENERATE(0, 1, 2, 3);
    std::deque<std::string> says = script({kOk, kOk, kGo, kOk});
    says[static_cast<std::size_t>(stage)] = code;
    const auto ran = run(says, to({"b@example.org"}));
    const char* const names[] = {"MAIL", "RCPT", "DATA", "end of data"};
    CHECK(ran.receipt.stage == names[stage]);
    CHECK(ran.receipt.outcome == (code[0] == '5' ? Outcome::refused : Outcome::deferred));
    CHECK(ran.receipt.final_reply.text() == code.substr(0, code.size() - 2));
    CHECK(has(ran.receipt.detail, "Nothing was sent"));
    CHECK(ran.sent.ends_with("QUIT\r\n") == (code.substr(0, 3) != "421"));
}

TEST_CASE("transaction: what goes wrong before the final dot sent nothing", "[forward][smtp]") {
    const std::string endless(kMaxSmtpReplyBytes + 10, '2');
    const std::string fault = GENERATE_COPY(
        std::string("<close>"), std::string("<silence>"), std::string("HTTP/1.1 400\r\n"), endless,
        std::string("250-a\r\n550 b\r\n"), std::string("350 eh\r\n"));
    const auto stage = GENERATE(0, 1, 2);
    std::deque<std::string> says = script({kOk, kOk, kGo, kOk});
    says[static_cast<std::size_t>(stage)] = fault;
    says.resize(static_cast<std::size_t>(stage) + 1);
    const auto ran = run(says, to({"b@example.org"}));
    CHECK(ran.receipt.outcome == Outcome::deferred);
    CHECK(has(ran.receipt.detail, "Nothing was sent"));
    CHECK(has(ran.receipt.detail, "mx.example.test:25"));
    CHECK_FALSE(has(ran.sent, "Hello."));
}

TEST_CASE("transaction: what goes wrong after the final dot is unknown", "[forward][smtp]") {
    const std::string fault =
        GENERATE("<close>", "<silence>", "HTTP/1.1 400\r\n", "354 again\r\n", "250-half\r\n");
    const auto ran = run(script({kOk, kOk, kGo, fault}), to({"b@example.org"}));
    CHECK(ran.receipt.outcome == Outcome::unknown);
    CHECK(ran.receipt.stage == "end of data");
    CHECK(has(ran.receipt.detail, "may have been taken"));
    CHECK(has(ran.receipt.detail, "do not resend it blindly"));
}

TEST_CASE("transaction: a server that speaks before the dot gets no dot", "[forward][smtp]") {
    const auto ran =
        run(script({kOk, kOk, "354 Go on\r\n552 5.3.4 too much\r\n"}), to({"b@example.org"}));
    CHECK(ran.receipt.outcome == Outcome::refused);
    CHECK(ran.receipt.final_reply.code == 552);
    CHECK_FALSE(has(ran.sent, "\r\n.\r\n"));
}

TEST_CASE("transaction: parameters go out when offered and needed", "[forward][smtp]") {
    auto transaction = to({"b@example.org"});
    transaction.message = "Subject: caf\xc3\xa9\n\nx\n";
    transaction.ret = "HDRS";
    transaction.envid = "id=1";
    transaction.notify = "FAILURE,DELAY";
    const Capabilities all{.pipelining = false,
                           .eight_bit = true,
                           .smtp_utf8 = true,
                           .dsn = true,
                           .auth = false,
                           .size = true,
                           .max_size = 1000};
    const auto ran = run(script({kOk, kOk, kGo, kOk}), transaction, all);
    CHECK(ran.receipt.outcome == Outcome::sent);
    CHECK(ran.sends[0] ==
          "MAIL FROM:<a@example.org> SIZE=21 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+3D1\r\n");
    CHECK(ran.sends[1] ==
          "RCPT TO:<b@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;b@example.org\r\n");
    const auto plain = run(script({kOk, kOk, kGo, kOk}), to({"b@example.org"}), all);
    CHECK(plain.sends[0] == "MAIL FROM:<a@example.org> SIZE=22\r\n");
}

TEST_CASE("transaction: what the server cannot take is not offered to it", "[forward][smtp]") {
    auto transaction = to({"b@example.org"});
    SECTION("8-bit bytes without 8BITMIME") {
        transaction.message = "Subject: x\r\n\r\ncaf\xc3\xa9\r\n";
        const auto ran = run({}, transaction);
        CHECK(ran.receipt.outcome == Outcome::refused);
        CHECK(has(ran.receipt.detail, "8BITMIME"));
        CHECK(ran.sent == "QUIT\r\n");
    }
    SECTION("a header in UTF-8 without SMTPUTF8") {
        transaction.message = "Subject: caf\xc3\xa9\r\n\r\nx\r\n";
        const auto ran = run({}, transaction, {.eight_bit = true});
        CHECK(ran.receipt.outcome == Outcome::refused);
        CHECK(has(ran.receipt.detail, "SMTPUTF8"));
    }
    SECTION("more than SIZE") {
        const auto ran = run({}, transaction, {.size = true, .max_size = 10});
        CHECK(ran.receipt.outcome == Outcome::refused);
        CHECK(has(ran.receipt.detail, "22 bytes and the server takes 10"));
    }
    SECTION("delivery notices are left out, and it is said") {
        transaction.notify = "SUCCESS";
        const auto ran = run(script({kOk, kOk, kGo, kOk}), transaction);
        CHECK(ran.receipt.outcome == Outcome::sent);
        CHECK_FALSE(has(ran.sent, "NOTIFY"));
        CHECK(has(ran.receipt.detail, "does not offer DSN"));
    }
}

TEST_CASE("transaction: many recipients go in windows, each reply to its own", "[forward][smtp]") {
    std::vector<std::string> recipients;
    std::deque<std::string> says{std::string(kOk)};
    for (int i = 0; i < 250; ++i) {
        recipients.push_back("r" + std::to_string(i) + "@example.org");
        says.push_back("250 2.1.5 r" + std::to_string(i) + "\r\n");
    }
    says.insert(says.end(), {std::string(kGo), std::string(kOk)});
    const auto ran = run(says, to(recipients), kPipelining);
    CHECK(ran.receipt.outcome == Outcome::sent);
    CHECK(ran.sends.size() == 6);  // three windows, DATA, the data, QUIT
    CHECK(ran.receipt.recipients[249].reply.text() == "250 2.1.5 r249");
}

TEST_CASE("transaction: no address can carry a command", "[forward][smtp]") {
    const std::string bad = GENERATE(
        std::string("b@example.org>\r\nRCPT TO:<c@example.org"), std::string("b@example.org\n"),
        std::string("b\r@example.org"), std::string("b\0c@example.org", 15),
        std::string("<b@example.org"), std::string("b c@example.org"),
        std::string("b@example.org NOTIFY=NEVER"), std::string(""), std::string("\"b@example.org"),
        std::string("\"b\\\r\nc\"@example.org"), std::string("b@"), std::string("\xff@example.org"),
        std::string(400, 'b') + "@example.org");
    ScriptedChannel channel({});
    const auto as_recipient = run_transaction(channel, kPlain, to({bad}), kSettings);
    REQUIRE_FALSE(as_recipient);
    CHECK(as_recipient.error().code == Errc::bad_input);
    auto from = to({"b@example.org"});
    from.sender = bad;
    if (!bad.empty()) CHECK_FALSE(run_transaction(channel, kPlain, from, kSettings));
    CHECK(channel.sent.empty());
    CHECK_FALSE(run_transaction(channel, kPlain, to({}), kSettings));
}

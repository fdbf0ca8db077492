#include <catch2/catch.hpp>

#include "base/limits.h"
#include "gate/sink.h"

using namespace sendguard;
using namespace sendguard::gate;

namespace {

struct Sink {
    std::vector<SinkSession::Delivery> got;
    bool full = false;
    SinkSession session{[this](const SinkSession::Delivery& one) -> Result<std::string> {
        if (full) return error(Errc::io, "disk full");
        got.push_back(one);
        return std::string("name-1");
    }};
    std::string operator()(std::string_view bytes) { return session.receive(bytes); }
};
constexpr std::string_view kEnvelope =
    "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";

}  // namespace

TEST_CASE("sink: a whole session in one piece or byte by byte gives the same", "[gate][sink]") {
    const std::string session =
        std::string(kEnvelope) + "Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n";
    Sink whole, bytes;
    const auto replies = whole(session);
    std::string one_by_one;
    for (const char c : session) one_by_one += bytes(std::string_view(&c, 1));
    CHECK(replies == one_by_one);
    REQUIRE(whole.got.size() == 1);
    CHECK(whole.got[0].sender == "a@example.org");
    CHECK(whole.got[0].recipients == std::vector<std::string>{"b@example.org"});
    CHECK(whole.got[0].message == "Subject: x\r\n\r\n.dot\r\nend\r\n");
    CHECK(bytes.got.at(0).message == whole.got[0].message);
    CHECK(replies.ends_with("250 2.0.0 Filed as name-1\r\n221 2.0.0 Goodbye\r\n"));
    CHECK(whole.session.closed());
}

TEST_CASE("sink: only CRLF dot CRLF ends the data, a lone LF is refused", "[gate][sink]") {
    const std::string smuggled = GENERATE("x\n.\nMAIL FROM:<evil@example.org>\r\n", "x\r.\r\n",
                                          "x\n.\r\nRSET\r\n", "\n.\r\n");
    Sink sink;
    sink(kEnvelope);
    CHECK(sink(smuggled).empty());
    CHECK(sink("\r\n.\r\n").starts_with("554 5.6.0"));
    CHECK(sink.got.empty());
    CHECK(sink("NOOP\r\n").starts_with("250"));  // and the next mail begins afresh
}

TEST_CASE("sink: a command line with a lone LF or CR, or without end, closes", "[gate][sink]") {
    const std::string bad =
        GENERATE(std::string("NOOP\nNOOP\r\n"), std::string("NOOP\rx\r\n"), std::string(5000, 'x'));
    Sink sink;
    CHECK(sink(bad)[0] == '5');
    CHECK(sink.session.closed());
}

TEST_CASE("sink: mail that could not be filed is not acknowledged", "[gate][sink]") {
    Sink sink;
    sink.full = true;
    sink(kEnvelope);
    CHECK(sink("x\r\n.\r\n") == "451 4.3.0 disk full\r\n");
}

TEST_CASE("sink: commands out of order and bad paths are told", "[gate][sink]") {
    Sink sink;
    CHECK(sink("MAIL FROM:<a@example.org>\r\n").starts_with("503"));
    CHECK(sink("EHLO x\r\n").find("250-SMTPUTF8\r\n") != std::string::npos);
    CHECK(sink("RCPT TO:<a@example.org>\r\n").starts_with("503"));
    CHECK(sink("DATA\r\n").starts_with("503"));
    CHECK(sink("MAIL FROM:a\r\n").starts_with("501"));
    CHECK(sink("MAIL FROM:<a> X=1\r\n").starts_with("555"));
    CHECK(sink("MAIL FROM:<a> SIZE=99999999999999999999\r\n").starts_with("552"));
    CHECK(sink("MAIL FROM:<a> SIZE=10 BODY=8BITMIME RET=FULL ENVID=1\r\n").starts_with("250"));
    CHECK(sink("MAIL FROM:<a>\r\n").starts_with("503"));
    CHECK(sink("DATA\r\n").starts_with("554"));
    CHECK(sink("RCPT TO:<>\r\n").starts_with("501"));
    CHECK(sink("RCPT TO:<b> NOTIFY=NEVER ORCPT=rfc822;b\r\n").starts_with("250"));
    CHECK(sink("WHAT\r\n").starts_with("500"));
    CHECK(sink("RSET\r\n").starts_with("250"));
    CHECK(sink("DATA\r\n").starts_with("503"));
}

TEST_CASE("sink: a mail over the limit is refused at its end, without keeping it", "[gate][sink]") {
    Sink sink;
    sink(kEnvelope);
    const std::string line = std::string(1 << 20, 'x') + "\r\n";
    for (std::size_t i = 0; i * line.size() <= kMaxMessageBytes; ++i) sink(line);
    CHECK(sink(".\r\n").starts_with("552 5.3.4"));
    CHECK(sink.got.empty());
}

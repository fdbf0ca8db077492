#include "signoff/statement.h"

#include "signoff/mail.h"

using namespace sendguard;
using signoff::statement;

TEST_CASE("statement: a mail's facts stand in the order of Statement 1", "[signoff][statement]") {
    CHECK(statement(draft_of({.bcc = "x@y.example"}),
                    {.as = "principals", .until = parse_rfc3339("2026-12-01T12:00:00Z").value()}) ==
          "send-guard-statement 1\n"
          "sender: <anna@example.org>\n"
          "from: Anna Muster <anna@example.org>\n"
          "to: <bo@ministry.example>\n"
          "bcc: <x@y.example>\n"
          "subject: Answer\n"
          "part: 1 multipart/mixed\n"
          "part: 1.1 text/plain; charset=utf-8 inline - 15 "
          "sha256:f21889318d6fdb97546fc3e377710c07768c3d0d8d1593c6c3d410240dfb5189\n"
          "part: 1.2 application/pdf attachment the letter.pdf 6 "
          "sha256:21af8e71c8703196df7fe1ff901869a88fe64c07bbaa83d838efb45a52b4f303\n"
          "as: principals\n"
          "until: 2026-12-01T12:00:00Z\n");
}

TEST_CASE("statement: each fact that changes changes it", "[signoff][statement]") {
    const auto before = statement(draft_of({}), {});
    CHECK(statement(draft_of({.text = "Dear Sir,\nno.\n"}), {}) != before);
    CHECK(statement(draft_of({.pdf = "JVBERi0y"}), {}) != before);
    CHECK(statement(draft_of({.subject = "Answer!"}), {}) != before);
    CHECK(statement(draft_of({.from_name = "Anna"}), {}) != before);
    CHECK(statement(draft_of({.to = "Bo@ministry.example"}), {}) != before);
    CHECK(statement(draft_of({.bcc = "x@y.example"}), {}) != before);
    CHECK(statement(draft_of({.envelope_sender = ""}), {}).find("sender: <>\n") !=
          std::string::npos);
    auto fewer = draft_of({});
    fewer.parts.pop_back();
    CHECK(statement(fewer, {}) != before);
}

TEST_CASE("statement: transport's changes leave it", "[signoff][statement]") {
    const auto before = statement(draft_of({}), {});
    CHECK(statement(draft_of({.text = "Dear Sir,\r\nyes.\r\n"}), {}) == before);
    CHECK(statement(draft_of({.text = "Dear =53ir,\r\ny=\r\nes.\r\n",
                              .encoding = draft::TransferEncoding::quoted_printable}),
                    {}) == before);
    CHECK(statement(draft_of({.text = "RGVhciBTaXIsCnllcy4K\r\n",
                              .encoding = draft::TransferEncoding::base64}),
                    {}) == before);
    auto received = draft_of({});
    received.headers.push_back({"Received", "from a.test by b.test", 0, 0});
    CHECK(statement(received, {}) == before);
}

TEST_CASE("statement: no value passes for another line or address", "[signoff][statement]") {
    const auto text = statement(draft_of({.subject = "a\nbcc: <z@z.test>\\\xE2\x80\xAE",
                                          .from_name = "Eve <boss@example.org>"}),
                                {});
    CHECK(text.find("subject: a\\u{a}bcc: <z@z.test>\\u{5c}\\u{202e}\n") != std::string::npos);
    CHECK(text.find("from: Eve \\u{3c}boss@example.org\\u{3e} <anna@example.org>\n") !=
          std::string::npos);
}

TEST_CASE("statement: a mail of two readings is bound byte for byte", "[signoff][statement]") {
    auto one = draft_of({.text = "RGVhcg==\n", .encoding = draft::TransferEncoding::base64});
    auto other = draft_of({.text = "RGVh*cg==\n", .encoding = draft::TransferEncoding::base64});
    one.faults.push_back({.kind = "bad-base64", .message = {}});
    other.faults.push_back({.kind = "bad-base64", .message = {}});
    CHECK(statement(one, {}) != statement(other, {}));
}

TEST_CASE("statement: a file is one line", "[signoff][statement]") {
    draft::Draft file;
    file.kind = draft::Kind::file;
    file.bytes = std::make_shared<const std::string>("");
    CHECK(statement(file, {}, "docs/a b.md") ==
          "send-guard-statement 1\nsender: -\nfile: docs/a b.md 0 "
          "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
}

TEST_CASE("statement: read back, it gives the draft's lines and the signer's",
          "[signoff][statement]") {
    const auto parsed =
        signoff::parse_statement(statement(draft_of({}), {.as = "press\\x", .until = {}}));
    REQUIRE(parsed);
    CHECK(parsed.value().draft_lines == statement(draft_of({}), {}));
    CHECK(parsed.value().fields.as == "press\\x");
    for (const std::string bad :
         {"", "hello\n", "send-guard-statement 2\nsender: -\n",
          "send-guard-statement 1\nas: a\nas: b\n",
          "send-guard-statement 1\nsubject: a\nsender: -\n", "send-guard-statement 1\nsender: -"}) {
        CHECK_FALSE(signoff::parse_statement(bad));
    }
}

TEST_CASE("statement diff: says what was there and what is", "[signoff][statement]") {
    const auto old_text = statement(draft_of({}), {});
    CHECK(signoff::statement_diff(old_text, old_text).empty());
    CHECK(signoff::statement_diff(old_text, statement(draft_of({.subject = "No"}), {})) ==
          "- subject: Answer\n+ subject: No\n");
}

// From what a caller writes on standard input to the message that is checked and leaves.
#include "cli/sendmail_message.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "cli/sendmail_host.h"
#include "gate/host.h"

using namespace sendguard;
using namespace sendguard::cli;

namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kDomain = "host.example";

Words addresses(std::string_view text, bool leading_dash = false) {
    const auto found = addresses_in(text, {.domain = kDomain, .leading_dash = leading_dash});
    INFO((found ? "" : found.error().message));
    REQUIRE(found);
    return found.value();
}

bool refused(std::string_view text) {
    const auto found = addresses_in(text, {.domain = kDomain});
    return !found && found.error().code == Errc::bad_input;
}

Words recipients(std::string_view message) {
    const auto found = header_recipients(message, {.domain = kDomain});
    INFO((found ? "" : found.error().message));
    REQUIRE(found);
    return found.value();
}

/// What read_submission() makes of `input`.
std::string submitted(std::string_view input, bool dot_ends) {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::write(ends[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
    ::close(ends[1]);
    const auto read = read_submission(ends[0], dot_ends, 1000);
    ::close(ends[0]);
    return read ? read.value() : "error: " + read.error().message;
}

const MissingFields kMissing{.from_name = "Cron Daemon",
                             .from_address = "root@host.example",
                             .date = "Mon, 06 Jan 2020 15:20:00 +0100",
                             .message_id = "1@host.example"};

}  // namespace

TEST_CASE("sendmail input: a lone dot ends it, unless -i", "[cli][sendmail]") {
    CHECK(submitted("a\n.\nb\n", true) == "a\n");
    CHECK(submitted("a\r\n.\r\nb\r\n", true) == "a\r\n");
    CHECK(submitted("a\n.", true) == "a\n");
    CHECK(submitted(".\n", true).empty());
    CHECK(submitted("a\n..\n. \nb.\n", true) == "a\n..\n. \nb.\n");
    CHECK(submitted("a\n.\nb\n", false) == "a\n.\nb\n");
    CHECK(submitted("", false).empty());
    CHECK_THAT(submitted(std::string(1001, 'a'), false), Catch::Contains("larger than 1000"));
}

TEST_CASE("sendmail input: mixed line ends become CRLF", "[cli][sendmail]") {
    CHECK(with_crlf("A: 1\r\nB: 2\r\n\r\nbody\nmore\n", false) ==
          "A: 1\r\nB: 2\r\n\r\nbody\r\nmore\r\n");
    // A CR alone is the rules' to judge, unless the house has it taken for a line end.
    CHECK(with_crlf("a\rb\n", false) == "a\rb\r\n");
    CHECK(with_crlf("a\rb\n", true) == "a\r\nb\r\n");
    CHECK(with_crlf("From anna Mon Sep 17\nSubject: x\n", false) == "Subject: x\r\n");
}

TEST_CASE("sendmail fields: only what is missing is added", "[cli][sendmail]") {
    CHECK(completed("Subject: x\r\n\r\nb\r\n", kMissing) ==
          "From: \"Cron Daemon\" <root@host.example>\r\nDate: Mon, 06 Jan 2020 15:20:00 +0100\r\n"
          "Message-ID: <1@host.example>\r\nSubject: x\r\n\r\nb\r\n");
    const std::string whole = "from: a@b.example\r\nDATE: x\r\nMessage-Id: <2>\r\n\r\nb\r\n";
    CHECK(completed(whole, kMissing) == whole);
}

TEST_CASE("sendmail fields: text without a header is all body", "[cli][sendmail]") {
    CHECK_THAT(completed("Disk full.\r\nTo: nobody\r\n", kMissing),
               Catch::EndsWith("<1@host.example>\r\n\r\nDisk full.\r\nTo: nobody\r\n"));
    CHECK_THAT(completed("\r\nbody\r\n", kMissing),
               Catch::EndsWith("<1@host.example>\r\n\r\nbody\r\n"));
    CHECK_THAT(completed(" folded: x\r\n", kMissing),
               Catch::EndsWith("<1@host.example>\r\n\r\n folded: x\r\n"));
    CHECK(recipients("Dear all,\r\nTo: a@b.example\r\n\r\n").empty());
}

TEST_CASE("sendmail fields: a name is quoted or encoded", "[cli][sendmail]") {
    CHECK(display_name("Anna \"A\" \\ Example") == "\"Anna \\\"A\\\" \\\\ Example\"");
    CHECK(display_name("Jürgen") == "=?utf-8?Q?J=C3=BCrgen?=");
    const auto longer = display_name(std::string(30, 'x') + "üüüüüüüüüüüü");
    for (std::size_t at = 0; at < longer.size();) {
        const auto end = std::min(longer.find(' ', at), longer.size());
        CHECK(end - at <= 75);
        at = end + 1;
    }
}

TEST_CASE("sendmail -t: To, Cc and Bcc", "[cli][sendmail]") {
    CHECK(recipients("To: Anna <a@b.example>, c@d.example\r\nCc: group: e@f.example;\r\n"
                     "Bcc: \r\n g@h.example\r\nReply-To: x@y.example\r\n\r\nTo: z@z.example\r\n") ==
          Words{"a@b.example", "c@d.example", "e@f.example", "g@h.example"});
    CHECK(recipients("To: undisclosed-recipients:;\r\nBcc: root\r\n\r\n") ==
          Words{"root@host.example"});
}

TEST_CASE("sendmail -t: a message that was resent goes to the newest block",
          "[cli][sendmail][rfc5322]") {
    CHECK(recipients("Resent-From: x@b.example\r\nResent-To: new@b.example\r\n"
                     "Resent-Bcc: hidden@b.example\r\nReceived: by mx\r\n"
                     "Resent-From: y@b.example\r\nResent-To: old@b.example\r\n"
                     "To: first@b.example\r\n\r\n") == Words{"new@b.example", "hidden@b.example"});
    // Two blocks with nothing between them: a name that comes again begins the older one.
    CHECK(recipients("Resent-To: new@b.example\r\nResent-To: old@b.example\r\n\r\n") ==
          Words{"new@b.example"});
}

TEST_CASE("sendmail addresses: bare local parts are completed", "[cli][sendmail]") {
    CHECK(addresses("root") == Words{"root@host.example"});
    CHECK(addresses("Root <root>") == Words{"root@host.example"});
    CHECK(addresses("a@b.example, root") == Words{"a@b.example", "root@host.example"});
    CHECK(addresses("<a@b.example>") == Words{"a@b.example"});
    CHECK(addresses("\"john doe\"@b.example") == Words{"\"john doe\"@b.example"});
    CHECK(addresses("a@[IPv6:2001:db8::1]") == Words{"a@[IPv6:2001:db8::1]"});
    CHECK(addresses("").empty());
}

TEST_CASE("sendmail addresses: nothing is guessed", "[cli][sendmail]") {
    CHECK(refused("Anna Example"));
    CHECK(refused("root (Cron Daemon)"));
    CHECK(refused("Anna, \"john doe\"@b.example"));
    CHECK(refused("a@b.example, Anna Example"));
    CHECK(refused("=?utf-8?q?a=40b.example?="));
    CHECK(refused("c@d.example, =?utf-8?q?a=40b.example?="));
    CHECK(addresses("=?utf-8?q?Anna?= <a@b.example>") == Words{"a@b.example"});
    CHECK(refused("a..b"));
}

TEST_CASE("sendmail addresses: nothing can end a command or look like an option",
          "[cli][sendmail]") {
    CHECK(refused("a@b.example>\r\nRCPT TO:<x@y.example"));
    CHECK(refused("a@b.example\r\nBcc: x@y.example"));
    CHECK(refused("a\nb@c.example"));
    CHECK(refused(std::string_view("a\0@b.example", 12)));
    CHECK(refused("a@b.example\x1b[2J"));
    CHECK(refused("-oQ/tmp@b.example"));
    CHECK(refused("Anna <-oQ/tmp@b.example>"));
    CHECK(addresses("-odd@b.example", true) == Words{"-odd@b.example"});
}

TEST_CASE("sendmail sender: the one who wrote it", "[cli][sendmail]") {
    CHECK(header_sender("From: Anna <a@b.example>\r\n\r\n", {.domain = kDomain}) == "a@b.example");
    CHECK(header_sender("From: a@b.example, c@b.example\r\nSender: d@b.example\r\n\r\n",
                        {.domain = kDomain}) == "d@b.example");
    CHECK(header_sender("From: a@b.example, c@b.example\r\n\r\n", {.domain = kDomain}).empty());
    CHECK(header_sender("Subject: x\r\n\r\n", {.domain = kDomain}).empty());
}

TEST_CASE("sendmail fields: dates and ids have their form", "[cli][sendmail][rfc5322]") {
    const Timestamp time{std::chrono::seconds{1578320400}};
    CHECK_THAT(gate::mail_date(time),
               Catch::Matches("Mon, 06 Jan 2020 [0-9]{2}:[0-9]{2}:00 [+-][0-9]{4}"));
    const auto id = new_message_id(time, "mx.example");
    REQUIRE(id);
    CHECK_THAT(id.value(), Catch::Matches("20200106142000\\.[0-9a-f]{32}@mx\\.example"));
    CHECK(id.value() != new_message_id(time, "mx.example").value());
}

// What callers of sendmail(1) really run, and what an attacker would like them to run.
#include "cli/sendmail_arguments.h"

#include <catch2/catch.hpp>

using namespace sendguard;
using namespace sendguard::cli;

namespace {

using Words = std::vector<std::string>;

SendmailArguments parsed(const Words& words) {
    const auto arguments = parse_sendmail(words);
    INFO((arguments ? "" : arguments.error().message));
    REQUIRE(arguments);
    return arguments.value();
}

std::string fault_of(const Words& words) {
    const auto arguments = parse_sendmail(words);
    if (arguments) return "";
    CHECK(arguments.error().code == Errc::bad_input);
    return arguments.error().message;
}

}  // namespace

TEST_CASE("sendmail arguments: git send-email", "[cli][sendmail]") {
    const auto all = parsed({"-f", "anna@example.org", "-i", "ben@example.org", "c@example.org"});
    CHECK(all.sender == "anna@example.org");
    CHECK_FALSE(all.dot_ends);
    CHECK_FALSE(all.header_recipients);
    CHECK(all.recipients == Words{"ben@example.org", "c@example.org"});
    CHECK_FALSE(parsed({"-i", "ben@example.org"}).sender.has_value());
}

TEST_CASE("sendmail arguments: mutt and neomutt", "[cli][sendmail]") {
    const auto mutt = parsed(
        {"-oem", "-oi", "-f", "anna@example.org", "--", "ben@example.org", "-c@example.org"});
    CHECK(mutt.sender == "anna@example.org");
    CHECK_FALSE(mutt.dot_ends);
    CHECK(mutt.after_dashes);
    CHECK(mutt.recipients == Words{"ben@example.org", "-c@example.org"});
    const auto neomutt =
        parsed({"-f", "a@example.org", "-N", "failure", "-R", "hdrs", "--", "b@example.org"});
    CHECK(neomutt.notify == "failure");
    CHECK(neomutt.ret == "hdrs");
    CHECK(neomutt.dot_ends);
}

TEST_CASE("sendmail arguments: Debian's cron", "[cli][sendmail]") {
    const auto cron = parsed({"-FCronDaemon", "-i", "-B8BITMIME", "-oem", "root"});
    CHECK(cron.full_name == "CronDaemon");
    CHECK_FALSE(cron.dot_ends);
    CHECK(cron.recipients == Words{"root"});
}

TEST_CASE("sendmail arguments: PHP's mail()", "[cli][sendmail]") {
    const auto php = parsed({"-t", "-i", "-fwww@example.org"});
    CHECK(php.header_recipients);
    CHECK_FALSE(php.dot_ends);
    CHECK(php.sender == "www@example.org");
    CHECK(php.recipients.empty());
}

TEST_CASE("sendmail arguments: the idioms of Python, Perl and Emacs", "[cli][sendmail]") {
    CHECK(parsed({"-t", "-oi"}).header_recipients);
    CHECK_FALSE(parsed({"-t", "-oi"}).dot_ends);
    CHECK_FALSE(parsed({"-ti"}).dot_ends);
    const auto emacs = parsed({"-oi", "-f", "a@example.org", "-t"});
    CHECK(emacs.header_recipients);
    CHECK(emacs.sender == "a@example.org");
    CHECK(parsed({"-odb", "-om", "-v", "a@example.org"}).dot_ends);
}

TEST_CASE("sendmail arguments: Postfix's pipe, with the null sender", "[cli][sendmail]") {
    const auto pipe = parsed({"--policy", "/p.yaml", "-f", "", "--", "b@example.org"});
    CHECK(pipe.policy == "/p.yaml");
    CHECK(pipe.sender == "");
    CHECK(pipe.recipients == Words{"b@example.org"});
    CHECK(parsed({"-f", "<>", "b@example.org"}).sender == "");
    CHECK(parsed({"-r", "", "b@example.org"}).sender == "");
    CHECK(parsed({"-f<>", "b@example.org"}).sender == "");
}

TEST_CASE("sendmail arguments: what has no meaning here is taken", "[cli][sendmail]") {
    const auto all = parsed({"-A", "c",  "-C",  "/x.cf", "-G", "-L",  "tag", "-O", "Timeout=1",
                             "-U", "-X", "log", "-c",    "-e", "m",   "-h",  "3",  "-m",
                             "-n", "-p", "TLS", "-v",    "-x", "-bm", "root"});
    CHECK(all.recipients == Words{"root"});
    CHECK(all.dot_ends);
    CHECK(all.mode == SendmailArguments::Mode::mail);
}

TEST_CASE("sendmail arguments: DSN values are judged before a server sees them",
          "[cli][sendmail]") {
    CHECK(parsed({"-V", "job-17", "-N", "success,delay", "-R", "full", "a"}).envid == "job-17");
    CHECK_THAT(fault_of({"-N", "sometimes", "a"}), Catch::Contains("NOTIFY takes"));
    CHECK_THAT(fault_of({"-R", "half", "a"}), Catch::Contains("RET takes"));
    CHECK_THAT(fault_of({"-V", "a\r\nRCPT", "a"}), Catch::Contains("envelope id"));
    CHECK_THAT(fault_of({"-B", "9BIT", "a"}), Catch::Contains("7BIT or 8BITMIME"));
}

TEST_CASE("sendmail arguments: modes", "[cli][sendmail]") {
    CHECK(parsed({"-bs"}).mode == SendmailArguments::Mode::smtp);
    CHECK(parsed({"-bp"}).mode == SendmailArguments::Mode::queue);
    CHECK_THAT(fault_of({"-bd"}), Catch::Contains("send-guard serve"));
    CHECK_THAT(fault_of({"-bi"}), Catch::Contains("alias"));
    CHECK_THAT(fault_of({"-I"}), Catch::Contains("alias"));
    CHECK_THAT(fault_of({"-bv", "root"}), Catch::Contains("next hop knows"));
    CHECK_THAT(fault_of({"-bz"}), Catch::Contains("-bm, -bs and -bp"));
    CHECK_THAT(fault_of({"-q"}), Catch::Contains("queue"));
    CHECK_THAT(fault_of({"-q30m"}), Catch::Contains("queue"));
}

TEST_CASE("sendmail arguments: wrong usage says what is right", "[cli][sendmail]") {
    CHECK_THAT(fault_of({"-Z", "root"}), Catch::Contains("unknown option -Z"));
    CHECK(fault_of({"-f"}) == "-f needs a value");
    CHECK_THAT(fault_of({"--help-me"}), Catch::Contains("--policy or --help"));
    CHECK(fault_of({"--policy"}) == "--policy needs a value: --policy FILE");
    CHECK(parsed({"--help"}).help);
}

TEST_CASE("sendmail arguments: a recipient is never an option", "[cli][sendmail]") {
    // A web form's address, appended to the words of the program that calls.
    CHECK_THAT(fault_of({"-i", "a@example.org", "-oQ/tmp"}), Catch::Contains("after --"));
    CHECK_THAT(fault_of({"-i", "a@example.org", "-C/tmp/x"}), Catch::Contains("after --"));
    CHECK_THAT(fault_of({"-i", "a@example.org", "--policy=/tmp/x"}), Catch::Contains("after --"));
    CHECK(parsed({"-i", "--", "-t"}).recipients == Words{"-t"});
    CHECK_FALSE(parsed({"-i", "--", "-t"}).header_recipients);
    CHECK(parsed({"-i", "--", "--policy", "/x"}).recipients == Words{"--policy", "/x"});
}

TEST_CASE("sendmail arguments: another policy cannot be named later", "[cli][sendmail]") {
    CHECK_THAT(fault_of({"-t", "-i", "--policy=/tmp/x"}), Catch::Contains("before all others"));
    CHECK_THAT(fault_of({"-t", "-i", "--policy", "/tmp/x"}), Catch::Contains("before all others"));
}

TEST_CASE("sendmail arguments: a forgotten value takes no option for an address",
          "[cli][sendmail]") {
    CHECK_THAT(fault_of({"-f", "-t", "a@example.org"}), Catch::Contains("-f takes an address"));
    CHECK_THAT(fault_of({"-f-oQ/tmp", "a@example.org"}), Catch::Contains("-f takes an address"));
}

TEST_CASE("sendmail arguments: a name cannot bring header fields", "[cli][sendmail]") {
    CHECK_THAT(fault_of({"-F", "Anna\r\nBcc: x@example.net", "a@example.org"}),
               Catch::Contains("control characters"));
}

TEST_CASE("sendmail arguments: nothing of one call is left for the next", "[cli][sendmail]") {
    CHECK_THAT(fault_of({"-i", "-Z"}), Catch::Contains("unknown"));
    CHECK(parsed({"-t", "root"}).recipients == Words{"root"});
    CHECK(parsed({"-t", "root"}).header_recipients);
}

#include "gate/smtp_command.h"

#include <catch2/catch.hpp>

using namespace sendguard::gate;

namespace {

/// The address that a MAIL with `path` has, or the code that refuses it.
std::string address(const std::string& path) {
    const auto command = parse_command("MAIL FROM:" + path);
    return command.well_formed() ? command.address : std::to_string(command.fault.code);
}

/// The parameters that a MAIL with `text` behind its path has, or the code that refuses it.
std::string parameters(const std::string& text) {
    const auto command = parse_command("MAIL FROM:<anna@example.org>" + text);
    return command.well_formed() ? parameters_text(command.parameters)
                                 : std::to_string(command.fault.code);
}

}  // namespace

TEST_CASE("smtp command: verbs are known in any case, and as whole words", "[gate][smtp]") {
    CHECK(parse_command("EHLO host").verb == Verb::ehlo);
    CHECK(parse_command("quit").verb == Verb::quit);
    CHECK(parse_command("StartTLS").verb == Verb::starttls);
    CHECK(parse_command("xforward NAME=x").verb == Verb::xforward);
    CHECK(parse_command("GET / HTTP/1.1").verb == Verb::foreign);
    CHECK(parse_command("QUITE").verb == Verb::unknown);
    CHECK(parse_command("QUI").verb == Verb::unknown);
    CHECK(parse_command("QUIT\tnow").verb == Verb::unknown);
    CHECK(parse_command(" QUIT").verb == Verb::unknown);
    CHECK(parse_command("").verb == Verb::unknown);
}

TEST_CASE("smtp command: what follows the verb is the argument, without blanks around it",
          "[gate][smtp]") {
    CHECK(parse_command("NOOP  a  b ").argument == "a  b");
    CHECK(parse_command("DATA ").argument.empty());
    CHECK(parse_command("DATA").argument.empty());
}

TEST_CASE("smtp command: an address stands between < and >", "[gate][smtp]") {
    CHECK(address("<anna@example.org>") == "anna@example.org");
    CHECK(address("<>").empty());
    CHECK(address(" <anna@example.org>") == "anna@example.org");
    CHECK(address("<postmaster>") == "postmaster");
    CHECK(address("<a@[192.0.2.1]>") == "a@[192.0.2.1]");
    CHECK(address("<zo\xc3\xab@example.org>") == "zo\xc3\xab@example.org");
    CHECK(parse_command("rcpt to:<bo@example.net>").address == "bo@example.net");

    CHECK(address("anna@example.org") == "501");
    CHECK(address("<anna@example.org") == "501");
    CHECK(address("") == "501");
    CHECK(address("<a@example.org><b@example.org>") == "501");
    CHECK(address("<a@example.org>SIZE=1") == "501");
    CHECK(parse_command("MAIL TO:<a@example.org>").fault.code == 501);
    CHECK(parse_command("RCPT FROM:<a@example.org>").fault.code == 501);
    CHECK(parse_command("MAIL").fault.code == 501);
}

TEST_CASE("smtp command: a quoted local part may hold what would end others", "[gate][smtp]") {
    CHECK(address("<\"a b\"@example.org>") == "\"a b\"@example.org");
    CHECK(address("<\"a>b\"@example.org>") == "\"a>b\"@example.org");
    CHECK(address("<\"a\\\"> b\"@example.org>") == "\"a\\\"> b\"@example.org");
    CHECK(address("<\"a\\\\\"@example.org>") == "\"a\\\\\"@example.org");
    CHECK(address("<\"a@b\"@example.org>") == "\"a@b\"@example.org");

    CHECK(address("<\"a@example.org>") == "501");  // the quote swallows the >
    CHECK(address("<\"a\\\"@example.org>") == "501");
}

TEST_CASE("smtp command: what is no address is refused with 553", "[gate][smtp]") {
    for (const std::string path :
         {"<a b@example.org>", "<a<b@example.org>", "<a,b@example.org>", "<a\\b@example.org>",
          "<@example.org>", "<a@>", "<a\xff@example.org>", "<a@example.org >"}) {
        INFO(path);
        CHECK(address(path) == "553");
    }
}

TEST_CASE("smtp command: a source route is taken off", "[gate][smtp]") {
    CHECK(address("<@relay.example:anna@example.org>") == "anna@example.org");
    CHECK(address("<@one.example,@two.example:anna@example.org>") == "anna@example.org");
    CHECK(address("<@relay.example:>") == "553");  // not the null sender, which is <>
    CHECK(address("<@relay.example>") == "553");
}

TEST_CASE("smtp command: an address has 254 bytes at most", "[gate][smtp]") {
    const std::string domain = "@example.org";
    const std::string most(254 - domain.size(), 'x');
    CHECK(address("<" + most + domain + ">") == most + domain);
    CHECK(address("<x" + most + domain + ">") == "553");
}

TEST_CASE("smtp command: no control character stands in a command", "[gate][smtp][smuggling]") {
    for (const char c : {'\0', '\r', '\n', '\x01', '\x1b', '\x7f'}) {
        INFO(static_cast<int>(c));
        const std::string text(1, c);
        CHECK(parse_command("NOOP " + text).fault.code == 501);
        CHECK(parse_command("EHLO host" + text).fault.code == 501);
        CHECK(address("<a" + text + "@example.org>") == "501");
        CHECK(address("<\"a" + text + "b\"@example.org>") == "501");
        CHECK(parameters(" ENVID=a" + text + "b") == "501");
    }
    CHECK(address("<\"a\tb\"@example.org>") == "553");
}

TEST_CASE("smtp command: parameters are names and values", "[gate][smtp]") {
    CHECK(parameters(" SIZE=1000 body=8BITMIME") == " SIZE=1000 BODY=8BITMIME");
    CHECK(parameters("  SMTPUTF8  X-1=a=b ") == " SMTPUTF8 X-1=a=b");
    CHECK(parameters(" AUTH=<>") == " AUTH=<>");
    CHECK(parameters("").empty());
    const auto command = parse_command("MAIL FROM:<> SIZE=1000 SMTPUTF8");
    REQUIRE(command.parameters.size() == 2);
    CHECK(command.parameters[0].has_value);
    CHECK(command.parameters[0].value == "1000");
    CHECK_FALSE(command.parameters[1].has_value);
}

TEST_CASE("smtp command: parameters that cannot be told apart are refused", "[gate][smtp]") {
    for (const std::string text :
         {" SIZE=", " =1000", " S_ZE=1", " SIZE=1 size=2", " SMTPUTF8 SMTPUTF8", " \xc3\xab=1",
          // A next hop that takes a tab for a blank would see two of them.
          " ENVID=a\tSIZE=1", "\tSIZE=1"}) {
        INFO(text);
        CHECK(parameters(text) == "501");
    }
}

TEST_CASE("smtp command: a greeting has a name of 255 bytes at most", "[gate][smtp]") {
    CHECK(parse_command("EHLO [IPv6:2001:db8::1]").well_formed());
    CHECK(parse_command("HELO " + std::string(255, 'x')).well_formed());
    CHECK(parse_command("LHLO " + std::string(256, 'x')).fault.code == 501);
    CHECK(parse_command("EHLO").fault.code == 501);
    CHECK(parse_command("EHLO a b").fault.code == 501);
    CHECK(parse_command("EHLO zo\xc3\xab.example").fault.code == 501);
}

TEST_CASE("xtext: +HH is a byte, and control characters never come of it", "[gate][smtp]") {
    CHECK(decode_xtext("plain.example") == "plain.example");
    CHECK(decode_xtext("a+2Bb+3db") == "a+b=b");
    CHECK(decode_xtext("+C3+AB") == "\xc3\xab");
    CHECK(decode_xtext("") == "");
    for (const std::string text :
         {"+", "+4", "a+", "a+4", "+zz", "+4z", "++41", "+-1", "+0D+0A", "+00", "+7F", "a\rb"}) {
        INFO(text);
        CHECK_FALSE(decode_xtext(text));
    }
}

TEST_CASE("parameters text: each with a blank before it, values as they stood", "[gate][smtp]") {
    CHECK(parameters_text({}).empty());
    CHECK(parameters_text({{"SIZE", "1000", true}, {"SMTPUTF8", "", false}}) ==
          " SIZE=1000 SMTPUTF8");
}

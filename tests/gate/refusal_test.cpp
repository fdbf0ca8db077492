#include "gate/refusal.h"

#include <catch2/catch.hpp>

#include "base/limits.h"
#include "base/text.h"

using namespace sendguard;
using namespace sendguard::gate;

namespace {

check::Finding finding(std::string rule, policy::Action action, std::string message) {
    check::Finding out;
    out.rule = std::move(rule);
    out.action = action;
    out.message = std::move(message);
    return out;
}

/// What a reply's text becomes on the wire, behind "550 5.7.1 ".
std::string wired(std::string_view text, bool utf8 = false) {
    const auto out = wire({550, "5.7.1", {std::string(text)}}, utf8);
    REQUIRE(out.starts_with("550 5.7.1 "));
    REQUIRE(out.ends_with("\r\n"));
    return out.substr(10, out.size() - 12);
}

}  // namespace

TEST_CASE("wire: codes stand on every line, and a hyphen on all but the last", "[gate][refusal]") {
    CHECK(wire({550, "5.7.1", {"One.", "Two.", "Three."}}, false) ==
          "550-5.7.1 One.\r\n550-5.7.1 Two.\r\n550 5.7.1 Three.\r\n");
    CHECK(wire({250, "2.0.0", {"Ok"}}, false) == "250 2.0.0 Ok\r\n");
    CHECK(wire({334, "", {""}}, false) == "334 \r\n");
    CHECK(wire({220, "", {"host ESMTP"}}, true) == "220 host ESMTP\r\n");
}

TEST_CASE("wire: no line is over 512 octets, and what is cut shows it", "[gate][refusal]") {
    const std::string just(kMaxSmtpLineBytes - 12, 'x');
    CHECK(wired(just) == just);
    const auto cut = wired(just + "y");
    CHECK(cut.size() == just.size());
    CHECK(cut.ends_with("x..."));
    for (const bool utf8 : {false, true}) {
        for (const std::string letter : {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                                         "\xff", "\x01", "\\", "\xe2\x80\xae"}) {
            INFO(letter);
            for (std::size_t count = 50; count < 600; count += 7) {
                std::string text;
                for (std::size_t i = 0; i < count; ++i) text += letter;
                const auto line = wire({550, "5.7.1", {text}}, utf8);
                CHECK(line.size() <= kMaxSmtpLineBytes);
                CHECK(is_valid_utf8(line));  // never cut within a character
            }
        }
    }
}

TEST_CASE("wire: nothing in a text ends the line or begins another", "[gate][refusal]") {
    for (const bool utf8 : {false, true}) {
        for (int c = 0; c < 256; ++c) {
            INFO(c);
            const auto text = "a" + std::string(1, static_cast<char>(c)) + "250 b";
            for (const unsigned char got : wired(text, utf8)) {
                CHECK((got >= 0x20 && got != 0x7f));
            }
        }
        // NEL, LINE SEPARATOR, and the overrides that turn a line around.
        for (const std::string text : {"a\xc2\x85 b", "a\xe2\x80\xa8 b", "a\xe2\x80\xae b"}) {
            CHECK(is_ascii(wired(text, utf8)));
        }
        CHECK(wired("a\r\n250 b", utf8).find("250 b") != std::string::npos);
    }
}

TEST_CASE("wire: UTF-8 stands only where it may", "[gate][refusal][smtputf8]") {
    CHECK(wired("Zo\xc3\xab \xe2\x80\x93 na\xc3\xafve", true) ==
          "Zo\xc3\xab \xe2\x80\x93 na\xc3\xafve");
    CHECK(wired("Zo\xc3\xab \xe2\x80\x93 na\xc3\xafve", false) == "Zoe - naive");
    CHECK(wired("\xd0\x96", false) == "\\u{416}");
    CHECK(is_ascii(wired("\xff\xfe", false)));
    CHECK(is_valid_utf8(wired("\xff\xfe", true)));
}

TEST_CASE("refusal: one line a finding, of those that stop the message", "[gate][refusal]") {
    using policy::Action;
    check::Evaluation evaluation;
    evaluation.findings = {
        finding("house/a", Action::block, "First."), finding("house/b", Action::hold, "Second."),
        finding("house/c", Action::warn, "Third."), finding("house/d", Action::note, "Fourth.")};
    const auto reply = refusal(evaluation, {});
    CHECK(reply.code == 550);
    CHECK(reply.enhanced == "5.7.1");
    CHECK(reply.lines == std::vector<std::string>{"house/a: First.", "house/b: Second."});
}

TEST_CASE("refusal: a line says where, and whose sign-off is missing", "[gate][refusal]") {
    check::Evaluation evaluation;
    evaluation.findings = {finding("house/a", policy::Action::hold, "A name is open.")};
    auto& one = evaluation.findings[0];
    one.approvers = policy::Approvers{};
    one.approvers->sender = true;
    one.places.resize(1);
    one.places[0].place = draft::Place::subject;
    one.places[0].line = 3;
    one.places[0].text = "[name]\r\n250 Ok";
    const auto lines = refusal(evaluation, {}).lines;
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].starts_with("house/a: A name is open. (subject, line 3: \"[name]"));
    CHECK(lines[0].find("Missing: sign-off by the sender") != std::string::npos);
    CHECK(wire({550, "5.7.1", lines}, false).find('\n') ==
          wire({550, "5.7.1", lines}, false).size() - 1);
}

TEST_CASE("refusal: more than twenty findings are counted", "[gate][refusal]") {
    check::Evaluation evaluation;
    for (std::size_t i = 0; i < kMaxRefusalLines; ++i)
        evaluation.findings.push_back(finding("house/a", policy::Action::block, "No."));
    CHECK(refusal(evaluation, {}).lines.size() == kMaxRefusalLines);
    for (int i = 0; i < 3; ++i)
        evaluation.findings.push_back(finding("house/a", policy::Action::block, "No."));
    const auto lines = refusal(evaluation, {}).lines;
    REQUIRE(lines.size() == kMaxRefusalLines + 1);
    CHECK(lines.back() == "... and 3 more findings");
}

TEST_CASE("refusal: the house's own words, before the findings and in them", "[gate][refusal]") {
    check::Evaluation evaluation;
    evaluation.findings = {finding("house/a", policy::Action::block, "No.")};
    policy::RefusalTexts texts;
    texts.refused = "Not sent.";
    texts.finding = "{message} [{rule}]";
    CHECK(refusal(evaluation, texts).lines ==
          std::vector<std::string>{"Not sent.", "No. [house/a]"});
    CHECK(refusal({}, {}).lines.size() == 1);  // a reply has one line at least
}

TEST_CASE("refusal: what could not be checked is 451, with the reason", "[gate][refusal]") {
    const auto reply = could_not_check("the disk is full", {});
    CHECK(reply.code == 451);
    CHECK(reply.enhanced == "4.7.1");
    REQUIRE(reply.lines.size() == 1);
    CHECK(reply.lines[0].ends_with("(the disk is full)"));
    policy::RefusalTexts texts;
    texts.could_not_check = "Later.";
    CHECK(could_not_check("", texts).lines == std::vector<std::string>{"Later."});
    CHECK(could_not_check("why", texts).lines == std::vector<std::string>{"Later. (why)"});
}

#include "check/fixes.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

/// A rule that may take lines out, one that may not, and one whose finding a comment may allow.
constexpr std::string_view kRules = R"(rules:
  - id: marker
    message: A marker.
    action: block
    when: {text: {in: [body, signature, comment], fix: remove-line, regex: '\bDRAFT\b(?: - NOT FOR RELEASE)?'}}
  - id: other
    message: Something else.
    action: warn
    when: {text: {in: anywhere, phrases: [not for release, bluebird]}}
  - id: allowable
    message: Allowed by a comment.
    action: hold
    when: {text: {phrases: [haste]}}
)";

draft::Draft file(const std::string& text, const std::string& name = "news/a.md") {
    return draft::read_draft(std::make_shared<const std::string>(text), {.source = name});
}

check::FixedDraft fixed(const std::string& text, const std::string& name = "news/a.md",
                        std::string_view rules = kRules) {
    const auto policy = make_policy(rules);
    const auto draft = file(text, name);
    const check::Facts facts;
    return check::fix_draft(*policy, draft, facts, judge(*policy, draft, facts));
}

/// The text after the fix; the same text when there was nothing to fix.
std::string after(const std::string& text, const std::string& name = "news/a.md",
                  std::string_view rules = kRules) {
    const auto out = fixed(text, name, rules);
    return out.lines == 0 ? text : out.bytes;
}
bool stays(const std::string& text, const std::string& name = "news/a.md") {
    return fixed(text, name).lines == 0;
}

}  // namespace

TEST_CASE("fixes: a line that is only the marker goes, with its line end", "[check][fix]") {
    CHECK(after("DRAFT\n\nThe bridge opens.\n") == "\nThe bridge opens.\n");
    CHECK(after("One.\n\n  DRAFT \t\n\nTwo.\n") == "One.\n\n\nTwo.\n");
    CHECK(after("The bridge opens.\nDRAFT") == "The bridge opens.\n");
    CHECK(after("Example Press Office\nDRAFT\n4 June 2026\n") ==
          "Example Press Office\n4 June 2026\n");
    const auto two = fixed("DRAFT\nDRAFT\nThe bridge opens.\n");
    CHECK(two.lines == 2);
    CHECK(two.bytes == "The bridge opens.\n");
}

TEST_CASE("fixes: emphasis and heading marks go with their marker", "[check][fix]") {
    CHECK(after("**DRAFT**\n\nThe bridge opens.\n") == "\nThe bridge opens.\n");
    CHECK(after("# DRAFT\n\nThe bridge opens.\n") == "\nThe bridge opens.\n");
    CHECK(after("== *DRAFT* ==\n\nThe bridge opens.\n", "a.adoc") == "\nThe bridge opens.\n");
    CHECK(after("*** DRAFT ***\nThe bridge opens.\n", "a.txt") == "The bridge opens.\n");
}

TEST_CASE("fixes: what else stands on the line keeps it", "[check][fix]") {
    CHECK(stays("This is a DRAFT.\n\nThe bridge opens.\n"));
    CHECK(stays("DRAFT of 4 June\n\nThe bridge opens.\n"));
    CHECK(stays("<!-- DRAFT -->\n\nThe bridge opens.\n"));
    CHECK(stays("// DRAFT\n\nThe bridge opens.\n", "a.adoc"));
    CHECK(stays("<p>DRAFT</p>\n<p>The bridge opens.</p>\n", "a.html"));
    CHECK(stays("> DRAFT\n\nThe bridge opens.\n"));
    CHECK(after("<p>\nDRAFT\n</p>\n<p>The bridge opens.</p>\n", "a.html") ==
          "<p>\n</p>\n<p>The bridge opens.</p>\n");
}

TEST_CASE("fixes: another finding on the line keeps it", "[check][fix]") {
    CHECK(stays("DRAFT - NOT FOR RELEASE\n\nThe bridge opens.\n"));
    CHECK(after("DRAFT\n\nProject bluebird opens.\n") == "\nProject bluebird opens.\n");
}

TEST_CASE("fixes: a finding that does not list all its places keeps every line", "[check][fix]") {
    std::string text = "DRAFT\n\n";
    for (int i = 0; i < 20; ++i) text += "bluebird.\n\n";
    CHECK_FALSE(stays(text));
    CHECK(stays(text + "bluebird.\n"));
}

TEST_CASE("fixes: a marker within a sentence stays", "[check][fix]") {
    CHECK(stays("The minister signed the whole of the first\nDRAFT\n\nNext.\n"));
    CHECK(stays("Read the\nDRAFT\nof the letter.\n"));
    CHECK(stays("Читайте\nDRAFT\nписьма.\n"));
    CHECK_FALSE(stays("The minister signed the whole of the first text.\nDRAFT\nNext.\n"));
}

TEST_CASE("fixes: a heading's line, a list and a block around the marker keep it", "[check][fix]") {
    CHECK(stays("DRAFT\n=====\n\nThe bridge opens.\n"));
    CHECK(stays("DRAFT\n-----\n\nThe bridge opens.\n", "a.rst"));
    CHECK(stays("One.\n# DRAFT\nTwo.\n"));
    CHECK(stays("* DRAFT\n  The bridge opens.\n"));
    CHECK(stays("```\nDRAFT\n```\n\nThe bridge opens.\n"));
    CHECK(after("* One.\n* DRAFT\n* Two.\n") == "* One.\n* Two.\n");
}

TEST_CASE("fixes: what would be read as something else without the line keeps it", "[check][fix]") {
    // A link's definition in place of a paragraph; a mail in place of a text; a page's metadata.
    CHECK(stays("DRAFT\n[a]: https://example.org\n\nThe bridge opens.\n"));
    CHECK(stays("DRAFT\nFrom: a@example.org\nTo: b@example.net\nSubject: x\n\nSir,\n", "a.txt"));
    CHECK(stays("DRAFT\n---\nstatus: open\n---\n\nThe bridge opens.\n"));
    CHECK(stays("DRAFT\nBEGIN:VCARD\nFN:Anna\nEND:VCARD\n", "a"));
    // One of two lines can go.
    CHECK(after("DRAFT\n[a]: https://example.org\n\nOne.\n\nDRAFT\n") ==
          "DRAFT\n[a]: https://example.org\n\nOne.\n\n");
}

TEST_CASE("fixes: a page is not emptied", "[check][fix]") {
    CHECK(stays("DRAFT\n"));
    CHECK(stays("---\ntitle: The bridge\n---\n\nDRAFT\n"));
}

TEST_CASE("fixes: line ends and the byte order mark are kept", "[check][fix]") {
    CHECK(after("DRAFT\r\n\r\nThe bridge opens.\r\n") == "\r\nThe bridge opens.\r\n");
    CHECK(after("One.\r\n\r\nDRAFT\r\nTwo.\r\n") == "One.\r\n\r\nTwo.\r\n");
    CHECK(after("\xEF\xBB\xBF"
                "DRAFT\n\nThe bridge opens.\n",
                "a.txt") == "\xEF\xBB\xBF\nThe bridge opens.\n");
}

TEST_CASE("fixes: only text that stands in its file as UTF-8", "[check][fix]") {
    CHECK(
        stays("DRAFT\n\nDie Br\xFC"
              "cke ist offen.\n",
              "a.txt"));
    std::string utf16 = "\xFF\xFE";
    for (const char c : std::string("DRAFT\n\nThe bridge opens.\n")) utf16 += {c, '\0'};
    CHECK(stays(utf16, "a.txt"));
    CHECK(stays("From: a@example.org\nTo: b@example.net\nSubject: x\n\nDRAFT\n\nSir,\n", "a.eml"));
    CHECK(stays("a,b\nDRAFT\n1,2\n", "a.csv"));
    CHECK(after("Br\xC3\xBC"
                "cke:\n\nDRAFT\n\nDie Br\xC3\xBC"
                "cke ist offen.\n") ==
          "Br\xC3\xBC"
          "cke:\n\n\nDie Br\xC3\xBC"
          "cke ist offen.\n");
}

TEST_CASE("fixes: what is allowed, cleared or in a baseline keeps its line", "[check][fix]") {
    const auto policy = make_policy(kRules);
    const auto draft = file("DRAFT\n\nThe bridge opens.\n");
    auto evaluation = judge(*policy, draft);
    REQUIRE(check::removable_lines(draft, evaluation).size() == 1);
    for (auto* elsewhere : {&evaluation.cleared, &evaluation.allowed, &evaluation.baselined}) {
        *elsewhere = evaluation.findings;
        CHECK(check::removable_lines(draft, evaluation).empty());
        elsewhere->clear();
    }
    evaluation.baselined = std::exchange(evaluation.findings, {});
    CHECK(check::removable_lines(draft, evaluation).empty());
}

TEST_CASE("fixes: no comment comes to allow more than it did", "[check][fix]") {
    const std::string comment = "<!-- send-guard allow house/allowable: known -->\n";
    const std::string blank(11, '\n');
    CHECK(stays("Title\n" + blank + comment + "DRAFT\nMake haste.\n"));
    CHECK_FALSE(stays("Title\n\nDRAFT\n" + blank + comment + "Make haste.\n"));
    // In the first ten lines it would count for the whole file.
    CHECK(stays("Title\n\nDRAFT\n\n\n\n\n\n\n\n" + comment + "Make haste.\n"));
}

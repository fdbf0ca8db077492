// JUnit's XML, Markdown and HTML: what a draft says is never markup.
#include <algorithm>
#include <catch2/catch.hpp>

#include "report/fixture.h"
#include "report/formats.h"

using namespace sendguard;
using namespace sendguard::report;

namespace {

std::size_t count_of(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        ++count;
    }
    return count;
}

Report hostile_report() {
    Report report;
    report.drafts = {hostile_draft()};
    return report;
}

/// No control, no invisible or turning character stands in `text` as itself.
void check_visible(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        CHECK((byte == '\n' || (byte >= 0x20 && byte != 0x7f)));
    }
    for (const auto* mark : {"\xE2\x80\xAE", "\xEF\xBF\xBF"}) {
        CHECK_THAT(text, !Catch::Contains(mark));
    }
}

}  // namespace

TEST_CASE("junit report: a case a rule, a pass for clean drafts, an error for unread ones",
          "[report][junit]") {
    const auto text = junit_report(mixed_report());
    CHECK_THAT(text, Catch::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
                                       "name=\"send-guard\" tests=\"6\" failures=\"3\" "
                                       "errors=\"1\">\n"));
    CHECK_THAT(text, Catch::Contains("<testcase classname=\"c.md\" name=\"send-guard\" "
                                     "file=\"c.md\"/>"));
    CHECK_THAT(text, Catch::Contains("<error message=\"b/gone.eml does not exist\" "
                                     "type=\"error\"/>"));
    CHECK_THAT(text, Catch::Contains("<failure message=\"The subject says that this is a draft.\" "
                                     "type=\"block\">z.eml:3:10: DRAFT\nwhy: A draft that leaves"));
    // A warning fires and fails nothing.
    CHECK_THAT(text, Catch::Contains("<system-out>warn: The subject says"));
}

TEST_CASE("junit report: hostile text is neither markup nor a character XML lacks",
          "[report][junit][security]") {
    const auto text = junit_report(hostile_report());
    check_visible(text);
    CHECK_THAT(text, !Catch::Contains("<script") && !Catch::Contains("]]>"));
    CHECK_THAT(text, Catch::Contains("]]&gt; &lt;script&gt;"));
    CHECK(count_of(text, "<testcase") == 2);
}

TEST_CASE("markdown report: a table, and folded details", "[report][markdown]") {
    const auto text = markdown_report(mixed_report());
    CHECK_THAT(text, Catch::StartsWith("### send-guard: 4 drafts: 1 not checked, 1 blocked, 1 "
                                       "held, 1 clean\n\n| verdict | draft | findings |\n"));
    CHECK_THAT(text, Catch::Contains("| \u26D4 blocked | <code>z&#46;eml</code> | 2 |\n"));
    CHECK_THAT(text,
               Catch::Contains("  - line 3: <code>Subject&#58; <b>DRAFT</b> letter</code>\n"));
    CHECK_THAT(text, !Catch::Contains("c&#46;md"));
    CHECK(count_of(text, "<details>") == 3);
    CHECK(count_of(text, "</details>") == 3);
}

TEST_CASE("markdown report: nothing but a verdict where all is clean", "[report][markdown]") {
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::pass, {})};
    CHECK(markdown_report(report) == "### send-guard: 1 draft: 1 clean\n\n");
}

TEST_CASE("markdown report: hostile text makes no markup, mention, link or row",
          "[report][markdown][security]") {
    const auto text = markdown_report(hostile_report());
    check_visible(text);
    for (const auto* bad : {"@", "`", "<script", "http:", "www.", "](", "\n|HVROW", "\nHVNEW",
                            "##[", "::error", "~", "_"}) {
        CAPTURE(bad);
        CHECK_THAT(text, !Catch::Contains(bad));
    }
    CHECK(count_of(text, "<details>") == 1);
    // A mention outside of code is broken by a word joiner.
    CHECK_THAT(text, Catch::Contains("&#64;&#8288;everyone"));
    const auto rows = count_of(text, "\n| ");
    CHECK(rows == 2);
}

TEST_CASE("markdown report: keeps to its room and says what is missing", "[report][markdown]") {
    Report report;
    for (int i = 0; i < 2000; ++i) {
        report.drafts.push_back(draft_report("letter" + std::to_string(i) + ".eml",
                                             check::Verdict::block, {marker_finding()}));
    }
    const auto text = markdown_report(report, 20000);
    CHECK(text.size() <= 20000);
    CHECK_THAT(text, Catch::Contains("\nLines not shown for want of room: "));
    CHECK_THAT(text, Catch::Contains("\nDetails not shown for want of room: "));
    CHECK(count_of(text, "<details>") == count_of(text, "</details>"));
    CHECK(count_of(text, "<details>") > 5);
}

TEST_CASE("html report: the words are marked in their line", "[report][html]") {
    const auto text = html_report(mixed_report());
    CHECK_THAT(text, Catch::Contains("<h1>3 of 4 drafts are stopped</h1>"));
    CHECK_THAT(text, Catch::Contains("Subject: <mark>DRAFT</mark> letter"));
    CHECK_THAT(text, Catch::Contains("<dt>Why</dt><dd>A draft that leaves is a decision.</dd>"));
    CHECK_THAT(text,
               Catch::Contains("send-guard sign &#39;a b.eml&#39; --key KEY --as principals"));
    CHECK_THAT(text, Catch::Contains("1 clean draft"));
}

TEST_CASE("html report: nothing runs and nothing is loaded", "[report][html][security]") {
    const auto text = html_report(hostile_report());
    check_visible(text);
    CHECK_THAT(text, Catch::Contains("content=\"default-src 'none'; style-src 'sha256-"));
    for (const auto* bad : {"<script", "src=", "http:", "onload", "<img", "url(", "@import"}) {
        CAPTURE(bad);
        // The draft's own "http:" stands in text only.
        const auto without_text = std::string(bad) == "http:" ? "href=\"http:" : bad;
        CHECK_THAT(text, !Catch::Contains(without_text));
    }
    CHECK_THAT(text, Catch::Contains("&lt;script&gt;alert(1)"));
    CHECK(count_of(text, "<details") == count_of(text, "</details>"));
}

TEST_CASE("html report: a long report begins folded", "[report][html]") {
    Report report;
    for (int i = 0; i < 50; ++i) {
        report.drafts.push_back(draft_report("letter" + std::to_string(i) + ".eml",
                                             check::Verdict::block, {marker_finding()}));
    }
    CHECK_THAT(html_report(report),
               !Catch::Contains("<details class=\"draft block\" id=\"d1\" open"));
    report.drafts.resize(3);
    CHECK_THAT(html_report(report),
               Catch::Contains("<details class=\"draft block\" id=\"d1\" open"));
}

TEST_CASE("formats: lines and columns that cannot be do no harm", "[report]") {
    auto finding = marker_finding();
    finding.places.assign(2, subject_place());
    finding.places[0].line = finding.places[0].column = finding.places[0].end_line = 0;
    finding.places[1].line = finding.places[1].column = 4294967295U;
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::block, {finding})};
    for (const auto& text :
         {html_report(report), markdown_report(report), junit_report(report), github_report(report),
          sarif_report(report, nullptr), rdjson_report(report), gitlab_report(report)}) {
        CHECK_FALSE(text.empty());
    }
    CHECK_THAT(github_report(report), !Catch::Contains("line=0"));
}

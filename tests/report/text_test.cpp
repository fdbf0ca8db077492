#include <catch2/catch.hpp>

#include "report/fixture.h"

using namespace sendguard;
using namespace sendguard::report;

TEST_CASE("text report: the summary counts what was fixed, or would be", "[report][text]") {
    Report report;
    report.drafts = {draft_report("note.md", check::Verdict::pass, {})};
    report.fixes = {.lines = 2, .made = true};
    CHECK_THAT(text_report(report, {}), Catch::EndsWith("; 2 fixed\n"));
    report.fixes->made = false;
    CHECK_THAT(text_report(report, {}), Catch::EndsWith("; 2 would be fixed\n"));
}

TEST_CASE("text report: reads like a compiler's", "[report][text]") {
    Report report;
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {marker_finding()}),
                     draft_report("note.md", check::Verdict::pass, {})};
    CHECK(text_report(report, {}) ==
          "letter.eml:3:10: block: The subject says that this is a draft. [drafts/subject-marker]\n"
          "    3 | Subject: DRAFT letter\n"
          "      |          ^^^^^\n"
          "    why: A draft that leaves is a decision.\n"
          "     do: Take the mark off when the text is final.\n"
          "2 drafts: 1 blocked, 1 clean; 1 finding\n");
}

TEST_CASE("text report: a hold says who must sign, who has, and how", "[report][text]") {
    policy::Policy policy;
    policy.groups.resize(1);
    policy.groups[0].name = "principals";
    policy.groups[0].addresses = {"editor@example.org", "counsel@example.org"};
    policy.group_by_name["principals"] = 0;
    Report report;
    report.policy = &policy;
    report.drafts = {draft_report("the letter.eml", check::Verdict::hold, {hold_finding()})};
    CHECK(text_report(report, {.quiet = true}) ==
          "the letter.eml: hold: A letter to a ministry needs two principals. "
          "[house/letters-to-ministries]\n"
          "  needs: sign-off by 2 different people of principals, not the author, with a key; so "
          "far: "
          "editor@example.org\n"
          "    who: counsel@example.org, editor@example.org\n"
          "   sign: send-guard sign 'the letter.eml' --key KEY --as principals\n");
}

TEST_CASE("text report: what was observed is counted, and shown on request", "[report][text]") {
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::pass, {})};
    report.drafts[0].evaluation.observed = {marker_finding()};
    const auto plain = text_report(report, {});
    CHECK_THAT(plain, Catch::Contains("; 1 observed\n"));
    CHECK(plain.find("drafts/subject-marker") == std::string::npos);
    const auto shown = text_report(report, {.observed = true});
    CHECK_THAT(shown,
               Catch::Contains("a.eml:3:10: observed: The subject says that this is a draft. "
                               "[drafts/subject-marker]"));
    CHECK_THAT(shown, Catch::Contains("would: block it, if its mode were enforce"));
}

TEST_CASE("text report: a decoded place says so and names its part", "[report][text]") {
    auto finding = marker_finding();
    finding.places[0].place = draft::Place::body;
    finding.places[0].part = "1.2";
    finding.places[0].decoded = true;
    Report report;
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {finding})};
    CHECK_THAT(text_report(report, {}),
               Catch::Contains("      | in part 1.2, decoded\n    3 | Subject"));
    finding.places[0].place = draft::Place::hidden;
    finding.places[0].locator = "display:none";
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {finding})};
    CHECK_THAT(text_report(report, {}),
               Catch::Contains("| in hidden, part 1.2, decoded, display:none\n"));
}

TEST_CASE("text report: places beyond the third are named, the rest counted", "[report][text]") {
    auto finding = marker_finding();
    for (std::uint32_t line = 10; line < 24; ++line) {
        finding.places.push_back(subject_place());
        finding.places.back().line = line;
    }
    finding.more_places = 5;
    Report report;
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {finding})};
    CHECK_THAT(
        text_report(report, {}),
        Catch::Contains(
            "also: 12:10, 13:10, 14:10, 15:10, 16:10, 17:10, 18:10, 19:10, and 9 more places\n"));
}

TEST_CASE("text report: no byte of a draft reaches the terminal as a control or a line of its own",
          "[report][text][security]") {
    const std::string hostile =
        "\x1b]0;owned\x07\r\nHVFORGED: 0 findings\x0b\x0c\xC2\x85\xE2\x80\xA8\xC2\x9b"
        "31m\xE2\x80\xAE\x80";
    auto finding = hold_finding();
    finding.rule += hostile;
    finding.message = finding.why = finding.help = hostile;
    finding.notes = finding.signed_by = {hostile};
    finding.places = {subject_place()};
    finding.places[0].text = hostile;
    finding.places[0].line_text = hostile;
    finding.places[0].part = finding.places[0].locator = hostile;
    finding.places[0].decoded = true;
    auto draft = draft_report(hostile, check::Verdict::hold, {finding});
    draft.evaluation.cleared = {finding};
    draft.evaluation.allowed = {finding};
    draft.evaluation.explain = {
        {.rule = hostile, .depth = 1, .condition = hostile, .held = true, .detail = hostile}};
    draft.error = hostile;
    Report report;
    report.drafts = {draft};
    report.baseline = BaselineUse{
        hostile, {{.fingerprint = hostile, .rule = hostile, .path = hostile, .line = hostile}}};
    const auto text = text_report(report, {.explain = true});
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        CHECK((byte == '\n' || (byte >= 0x20 && byte != 0x7f)));
    }
    CHECK_THAT(text, !Catch::Contains("\nHVFORGED"));
    for (const auto* mark : {"\xC2\x85", "\xC2\x9b", "\xE2\x80\xA8", "\xE2\x80\xAE"}) {
        CHECK_THAT(text, !Catch::Contains(mark));
    }
}

TEST_CASE("text report: colour only when asked for", "[report][text]") {
    Report report;
    report.drafts = {draft_report("letter.eml", check::Verdict::block, {marker_finding()})};
    CHECK_THAT(text_report(report, {}), !Catch::Contains("\x1b"));
    CHECK_THAT(text_report(report, {.colour = true}), Catch::Contains("\x1b[1;31mblock\x1b[0m"));
}

TEST_CASE("text report: what could not be checked is said and counted", "[report][text]") {
    auto draft = draft_report("gone.eml", check::Verdict::error, {});
    draft.error = "gone.eml does not exist";
    Report report;
    report.drafts = {draft};
    CHECK(text_report(report, {}) ==
          "gone.eml: error: gone.eml does not exist\n1 draft: 1 not checked; 0 findings\n");
}

TEST_CASE("text report: a cleared hold names its signers", "[report][text]") {
    auto draft = draft_report("letter.eml", check::Verdict::pass, {});
    draft.evaluation.cleared = {hold_finding()};
    Report report;
    report.drafts = {draft};
    CHECK_THAT(text_report(report, {}),
               Catch::Contains("letter.eml: cleared: A letter to a ministry") &&
                   Catch::Contains("by: editor@example.org\n") &&
                   Catch::Contains("; 1 cleared by sign-off\n"));
}

TEST_CASE("text report: explain goes condition by condition", "[report][text]") {
    auto draft = draft_report("letter.eml", check::Verdict::pass, {});
    draft.evaluation.explain = {
        {.rule = "a/b", .depth = 0, .condition = "all of", .held = false, .detail = ""},
        {.rule = "a/b",
         .depth = 1,
         .condition = "audience external",
         .held = true,
         .detail = "reader@example.net"},
        {.rule = "a/b", .depth = 1, .condition = "text in subject", .held = false, .detail = ""}};
    Report report;
    report.drafts = {draft};
    CHECK_THAT(
        text_report(report, {.explain = true}),
        Catch::Contains(
            "  a/b: did not fire\n    no  all of\n"
            "      yes audience external (reader@example.net)\n      no  text in subject\n"));
}

TEST_CASE("short lines: one a finding, with the place or the missing sign-off", "[report][short]") {
    check::Evaluation evaluation;
    evaluation.findings = {marker_finding(), hold_finding()};
    const auto lines = short_lines(evaluation);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] ==
          "drafts/subject-marker: The subject says that this is a draft. (subject, line 3: "
          "\"DRAFT\") "
          "Take the mark off when the text is final.");
    CHECK(
        lines[1] ==
        "house/letters-to-ministries: A letter to a ministry needs two principals. Missing: "
        "sign-off by 2 "
        "different people of principals, not the author, with a key; so far: editor@example.org.");
}

TEST_CASE("short lines: fit an SMTP reply and hold no line end", "[report][short][security]") {
    check::Evaluation evaluation;
    auto finding = marker_finding();
    finding.message = "a\r\n250 2.0.0 Ok\r\n" + std::string(1000, 'x');
    evaluation.findings = {finding};
    const auto lines = short_lines(evaluation);
    CHECK(lines[0].size() <= 400);
    CHECK(lines[0].find_first_of("\r\n") == std::string::npos);
}

// The condition metadata, rules by path, and comments that allow.
#include <catch2/catch.hpp>

#include "check/allow_comments.h"
#include "check/comment_finder.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

draft::Draft page(std::string_view text, std::string name = "news/a.md") {
    return draft::read_draft(std::make_shared<const std::string>(text),
                             {.source = std::move(name)});
}

check::Facts at(std::string path, std::string_view now = "2026-03-01T10:00:00Z") {
    return {.now = parse_rfc3339(now).value(), .path = std::move(path)};
}

}  // namespace

TEST_CASE("metadata: equals, regex, present and absent", "[check][metadata]") {
    const auto draft = page("---\nstatus: In Review\ntags: [one, two]\n---\ntext\n");
    const auto holds = [&](const std::string& condition) {
        return fires(*make_rule("{metadata: " + condition + "}"), draft, at("a.md"));
    };
    CHECK(holds("{key: status, equals: in review}"));
    CHECK(holds("{key: Status, equals: [final, in review]}"));
    CHECK_FALSE(holds("{key: status, equals: final}"));
    CHECK(holds("{key: tags, equals: two}"));
    CHECK(holds("{key: status, regex: 'rev.ew'}"));
    CHECK(holds("{key: [state, status], present: true}"));
    CHECK_FALSE(holds("{key: state, present: true}"));
    CHECK(holds("{key: approved-by, present: false}"));
    CHECK_FALSE(holds("{key: status, present: false}"));
}

TEST_CASE("metadata: mail has none, nor lacks any", "[check][metadata]") {
    CHECK_FALSE(fires(*make_rule("{metadata: {key: approved_by, present: false}}"),
                      make_mail("---\nstatus: draft\n---\n")));
}

TEST_CASE("metadata: a time that cannot be told has not come", "[check][metadata]") {
    const auto rule = make_rule("{metadata: {key: embargo, future: true}}");
    const auto future = [&](const std::string& value) {
        return fires(*rule, page("---\nembargo: " + value + "\n---\ntext\n"), at("a.md"));
    };
    for (const auto* value :
         {"2026-03-02", "2026-03-01T10:00:01Z", "2026-03-01 10:01", "2026-03-01 11:30:00 +0100",
          "\"2026-03-01 11:30 +01:00\"", "TBD", "true", "2026-3-1", "1 March"})
        CHECK(future(value));
    for (const auto* value : {"2026-03-01", "2026-03-01T10:00:00Z", "2026-03-01 09:59",
                              "2026-03-01 10:30:00 +0100", "none", "false", "~", "\"\""})
        CHECK_FALSE(future(value));
}

TEST_CASE("paths: scopes change rules for files, never for mail", "[check][paths]") {
    const auto policy = make_policy(
        "rules:\n  - {id: a, message: A., action: hold, when: {text: {phrases: [bridge]}}}\n"
        "paths:\n  - {match: archive/**, adjust: {house/a: off}}\n"
        "  - {match: 'archive/new/*', adjust: {house/a: {action: block}}}\n"
        "  - {match: '**/*.html', adjust: {house/a: {action: warn}}}\n");
    const auto verdict = [&](const std::string& path) {
        return judge(*policy, page("The bridge."), at(path)).verdict;
    };
    CHECK(verdict("news/a.md") == check::Verdict::hold);
    CHECK(verdict("archive/a.md") == check::Verdict::pass);
    CHECK(verdict("archive/new/a.md") == check::Verdict::pass);
    CHECK(verdict("news/a.html") == check::Verdict::warn);
    CHECK(verdict("") == check::Verdict::hold);
    CHECK(judge(*policy, make_mail("The bridge."), at("archive/a.eml")).verdict ==
          check::Verdict::hold);
    REQUIRE(policy->weakenings.size() == 2);
    CHECK(policy->weakenings[0].change == "action hold -> off in archive/**");
}

TEST_CASE("allow: counts at no gate that sends", "[check][allow][security]") {
    const auto policy = make_policy(
        "rules:\n  - {id: a, message: A., action: hold, when: {text: {in: anywhere, phrases: "
        "[bridge]}}}\n");
    const auto draft = page("<!-- send-guard allow house/a: quoted -->\nThe bridge.\n");
    CHECK(judge(*policy, draft, at("a.md")).verdict == check::Verdict::pass);
    for (const auto gate :
         {policy::GateKind::send, policy::GateKind::sendmail, policy::GateKind::smtp,
          policy::GateKind::milter, policy::GateKind::http}) {
        auto facts = at("a.md");
        facts.gate = gate;
        CHECK(judge(*policy, draft, facts).verdict == check::Verdict::hold);
    }
}

TEST_CASE("comments: fences, raw text and other comments are no comments", "[check][allow]") {
    const auto found = [](std::string_view text, std::string_view name, bool html = false) {
        std::string out;
        for (const auto& comment : check::find_comments(text, name, html, 0, false))
            out += std::string(text.substr(comment.begin, comment.end - comment.begin)) + "|";
        return out;
    };
    CHECK(found("<!--a--> x <!-- b\nc --> <!--d-->", "a.md") == "a| b\nc |d|");
    CHECK(found("````\n<!--a-->\n```\n<!--b-->\n````\n<!--c-->", "a.md") == "c|");
    CHECK(found("~~~ html\n<!--a-->\n", "a.md") == "");
    CHECK(found("`<!--a-->` <!--b-->", "a.md") == "b|");
    CHECK(found("<!-- never closed", "a.md") == "");
    CHECK(found("<!--a <!--b--> c-->", "a.md") == "a <!--b|");
    CHECK(found("<p title='<!--a-->'><textarea><!--b--></textarea><!--c-->", "a.html", true) ==
          "c|");
    CHECK(found("// a\nb // c\n/// d", "x.ADOC") == " a|/ d|");
    CHECK(found("% a\nb % c\n50%d", "x.tex") == " a| c|");
    CHECK(found("<!--a-->", "a.txt") == "");
}

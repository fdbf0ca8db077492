#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

TEST_CASE("text: without `in` it is looked for where a reader reads", "[check][text]") {
    const auto policy = make_rule("{text: {phrases: [not for release]}}");
    CHECK(fires(*policy, make_mail("This is NOT FOR\nRELEASE yet.")));
    CHECK(fires(*policy, make_mail("n\xE2\x80\x8Bot for release")));
    CHECK_FALSE(fires(*policy, make_mail("> not for release\n\nThat was quoted.")));
    CHECK_FALSE(fires(*policy, make_mail("released, not for them")));
}

TEST_CASE("text: a place that is named is the only one searched", "[check][text]") {
    const auto policy = make_rule("{text: {in: subject, phrases: [secret]}}");
    CHECK_FALSE(fires(*policy, make_mail("secret")));
    CHECK(fires(*policy, make_draft("From: a@example.org\nSubject: A secret note\n\nHello.\n")));
}

TEST_CASE("text: a finding quotes the source's own bytes at line and column", "[check][text]") {
    const auto policy = make_rule("{text: {regex: 'not for release'}}");
    const auto draft = make_mail("One line.\nIt is Not  for release, is it.");
    const auto evaluation = judge(*policy, draft);
    REQUIRE(evaluation.findings.size() == 1);
    REQUIRE(evaluation.findings[0].places.size() == 1);
    const auto& place = evaluation.findings[0].places[0];
    CHECK(place.line == 6);
    CHECK(place.column == 7);
    CHECK(place.end_column == 23);
    CHECK(place.text == "Not  for release");
    CHECK_FALSE(place.decoded);
}

TEST_CASE("text: at_least counts distinct hits", "[check][text]") {
    const auto policy = make_rule("{text: {regex: 'x\\d+', at_least: 3}}");
    CHECK_FALSE(fires(*policy, make_mail("x1 x1 x1 x2 X2")));
    CHECK(fires(*policy, make_mail("x1 x2 x3")));
}

TEST_CASE("text: near counts the words between, either way round", "[check][text]") {
    const auto policy =
        make_rule("{text: {phrases: [alpha], near: {phrases: [omega], within: 3}}}");
    CHECK(fires(*policy, make_mail("alpha one two three omega")));
    CHECK(fires(*policy, make_mail("omega one alpha")));
    CHECK_FALSE(fires(*policy, make_mail("alpha one two three four omega")));
}

TEST_CASE("text: case is ignored unless it says match", "[check][text]") {
    CHECK(fires(*make_rule("{text: {regex: 'tk'}}"), make_mail("TK")));
    CHECK_FALSE(fires(*make_rule("{text: {regex: 'TK', case: match}}"), make_mail("tk")));
}

TEST_CASE("text: a pattern that runs away holds the draft", "[check][text]") {
    const auto policy = make_rule("{text: {regex: '(?:a|a)*(?:a|aa)*(?:a|a)*$z|(a+)+b(?=z)'}}");
    const auto evaluation = judge(*policy, make_mail(std::string(4000, 'a')));
    REQUIRE_FALSE(evaluation.findings.empty());
    CHECK(evaluation.findings[0].rule == "structure/rule-limit");
    CHECK(evaluation.verdict >= check::Verdict::hold);
}

TEST_CASE("not, any, all: nest as they read", "[check]") {
    const auto policy = make_rule(
        "{any: [{text: {phrases: [alpha]}}, {all: [{text: {phrases: [beta]}}, "
        "{not: {text: {phrases: [gamma]}}}]}]}");
    CHECK(fires(*policy, make_mail("alpha gamma")));
    CHECK(fires(*policy, make_mail("beta")));
    CHECK_FALSE(fires(*policy, make_mail("beta gamma")));
}

TEST_CASE("not: a rule that fires for want of a text has no trigger", "[check]") {
    const auto policy = make_rule("{not: {text: {phrases: [boilerplate]}}}");
    CHECK(fires(*policy, make_mail("nothing here")));
    CHECK_FALSE(fires(*policy, make_mail("our boilerplate")));
}

TEST_CASE("header: presence, absence and text of any field", "[check][header]") {
    CHECK(fires(*make_rule("{header: {name: X-Status, regex: '^draft$'}}"),
                make_mail("x", "X-Status: Draft\n")));
    CHECK(fires(*make_rule("{header: {name: list-id, present: true}}"),
                make_mail("x", "List-Id: <a.example.org>\n")));
    CHECK(fires(*make_rule("{header: {name: Date, present: false}}"), make_mail("x")));
    CHECK_FALSE(fires(*make_rule("{header: {name: X-Status, regex: draft}}"), make_mail("x")));
}

TEST_CASE("link: host and target of a link", "[check][link]") {
    const auto draft = make_mail("<p>See <a href=\"http://Staging.example.org:81/x\">here</a></p>",
                                 "MIME-Version: 1.0\nContent-Type: text/html\n");
    CHECK(fires(*make_rule("{link: {host: ['staging.*']}}"), draft));
    CHECK(fires(*make_rule("{link: {regex: '/x$'}}"), draft));
    CHECK_FALSE(fires(*make_rule("{link: {host: ['www.*']}}"), draft));
}

TEST_CASE("explain: every rule is answered, condition by condition", "[check]") {
    const auto policy = make_rule("{any: [{text: {phrases: [alpha]}}, {audience: internal}]}");
    const auto evaluation = judge(*policy, make_mail("beta"), {.explain = true});
    const auto of_rule = [](const check::ExplainLine& line) { return line.rule == "house/tested"; };
    const auto& lines = evaluation.explain;
    CHECK(std::count_if(lines.begin(), lines.end(), of_rule) == 3);
}

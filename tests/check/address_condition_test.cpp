#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

draft::Draft mail_to(const std::string& fields, draft::Envelope envelope = {}) {
    return make_draft("From: author@example.org\n" + fields + "Subject: A note\n\nHello.\n",
                      std::move(envelope));
}

}  // namespace

TEST_CASE("recipients: any, all and none of a group", "[check][recipients]") {
    const auto one = mail_to("To: m@mod.example, b@example.org\n");
    CHECK(fires(*make_rule("{recipients: {any: ministries}}"), one));
    CHECK_FALSE(fires(*make_rule("{recipients: {all: ministries}}"), one));
    CHECK(fires(*make_rule("{recipients: {none: principals}}"), mail_to("To: x@example.net\n")));
    CHECK_FALSE(
        fires(*make_rule("{recipients: {all: internal}}"), make_draft("Subject: x\n\ny\n")));
}

TEST_CASE("recipients: internal is the organization's domains only", "[check][recipients]") {
    const auto policy = make_rule("{recipients: {any: external}}");
    CHECK_FALSE(fires(*policy, mail_to("To: a@EXAMPLE.org\n")));
    CHECK(fires(*policy, mail_to("To: a@example.org.evil.example\n")));
    CHECK(fires(*policy, mail_to("To: a@example.org\nBcc: spy@example.net\n")));
}

TEST_CASE("recipients: one in the envelope alone is a bcc", "[check][recipients]") {
    const auto draft = mail_to("To: a@example.org\n", {{}, {"a@example.org", "spy@example.net"}});
    CHECK(fires(*make_rule("{recipients: {any: external, in: bcc}}"), draft));
    CHECK_FALSE(fires(*make_rule("{recipients: {any: external, in: [to, cc]}}"), draft));
}

TEST_CASE("recipients: more_than, together and exposed_more_than count", "[check][recipients]") {
    const auto three = mail_to("To: a@one.example, b@two.example\nCc: c@example.org\n");
    CHECK(fires(*make_rule("{recipients: {more_than: 2}}"), three));
    CHECK_FALSE(fires(*make_rule("{recipients: {any: external, more_than: 2}}"), three));
    CHECK(fires(*make_rule("{recipients: {exposed_more_than: 1}}"), three));
    CHECK_FALSE(fires(*make_rule("{recipients: {exposed_more_than: 2}}"), three));
    const auto both = mail_to("To: m@mod.example, anna@example.org\n");
    CHECK(fires(*make_rule("{recipients: {together: [ministries, principals]}}"), both));
    CHECK_FALSE(fires(*make_rule("{recipients: {together: [ministries, principals]}}"), three));
}

TEST_CASE("sender: From, Sender and the envelope sender", "[check][sender]") {
    const auto policy = make_rule("{sender: {any: '*@robots.example'}}");
    CHECK(fires(*policy, make_draft("From: x@robots.example\nTo: a@example.org\n\nhi\n")));
    CHECK(
        fires(*policy, mail_to("To: a@example.org\n", {"bot@robots.example", {"a@example.org"}})));
    CHECK_FALSE(fires(*policy, mail_to("To: a@example.org\n")));
}

TEST_CASE("audience: external when any recipient is, files are public", "[check]") {
    CHECK(fires(*make_rule("{audience: internal}"), mail_to("To: a@example.org\n")));
    CHECK(fires(*make_rule("{audience: external}"), mail_to("To: a@example.org, b@example.net\n")));
    CHECK(fires(*make_rule("{audience: external}"), make_draft("Subject: nobody\n\nx\n")));
    const auto file = draft::read_draft(
        std::make_shared<const std::string>("# News\n\nAll well.\n"), {.source = "news.md"});
    CHECK(fires(*make_rule("{audience: public}"), file));
}

TEST_CASE("time: days and hours in the named zone", "[check][time]") {
    const auto policy =
        make_rule("{time: {zone: Europe/Berlin, days: [mon], between: '08:00-18:00'}}");
    const auto at = [](const char* now) { return check::Facts{.now = parse_rfc3339(now).value()}; };
    const auto draft = make_mail("x");
    CHECK(fires(*policy, draft, at("2026-01-05T07:00:00Z")));        // 08:00 on a Monday
    CHECK_FALSE(fires(*policy, draft, at("2026-01-05T06:59:00Z")));  // 07:59
    CHECK_FALSE(fires(*policy, draft, at("2026-01-06T09:00:00Z")));  // Tuesday
    CHECK(fires(*policy, draft, at("2026-07-06T15:59:00Z")));        // 17:59 in summer time
    const auto night = make_rule("{time: {zone: UTC, between: '22:00-06:00'}}");
    CHECK(fires(*night, draft, at("2026-01-05T23:30:00Z")));
    CHECK_FALSE(fires(*night, draft, at("2026-01-05T12:00:00Z")));
}

TEST_CASE("gate: the gate a draft came in by", "[check]") {
    const auto policy = make_rule("{gate: [smtp, milter]}");
    CHECK(fires(*policy, make_mail("x"), {.gate = policy::GateKind::smtp}));
    CHECK_FALSE(fires(*policy, make_mail("x"), {.gate = policy::GateKind::check}));
}

TEST_CASE("recipients: each recipient of the envelope has a place of its own", "[check]") {
    const auto policy = make_rule("{recipients: {any: external}}");
    const auto draft =
        make_draft("From: author@example.org\nSubject: A\n\nText\n",
                   {.recipients = {"a@ext.example", "b@ext.example", "c@ext.example"}});
    const auto evaluation = judge(*policy, draft);
    REQUIRE(evaluation.findings.size() == 1);
    CHECK(evaluation.findings[0].places.size() == 3);
}

TEST_CASE("text: two patterns of one rule that meet the same words give one place", "[check]") {
    const auto policy =
        make_rule("{any: [{text: {phrases: [release]}}, {text: {phrases: [for release]}}]}");
    const auto evaluation = judge(*policy, make_mail("Not for release, and no release."));
    REQUIRE(evaluation.findings.size() == 1);
    REQUIRE(evaluation.findings[0].places.size() == 2);
    CHECK(evaluation.findings[0].places[0].text == "for release");
}

TEST_CASE("sender: the session's identity", "[check][sender]") {
    const auto holds = [](std::string_view when, check::Identity identity) {
        check::Facts facts;
        facts.identity = std::move(identity);
        return fires(*make_rule(when), make_mail("Hello."), std::move(facts));
    };
    const check::Identity agent{.user = "bot-7",
                                .kind = policy::SenderKind::agent,
                                .listener = "agents",
                                .client = parse_ip("10.1.2.3")};
    CHECK(holds("{sender: {kind: agent}}", agent));
    CHECK(holds("{sender: {kind: [person, agent], user: bot-*}}", agent));
    CHECK_FALSE(holds("{sender: {kind: person}}", agent));
    CHECK_FALSE(holds("{sender: {user: anna}}", agent));
    CHECK(holds("{sender: {listener: agents, client: 10.0.0.0/8}}", agent));
    CHECK_FALSE(holds("{sender: {client: 192.0.2.0/24}}", agent));
    // What is not known does not hold: a pattern for everyone does not match nobody.
    CHECK_FALSE(holds("{sender: {user: \"*\"}}", {}));
    CHECK_FALSE(holds("{sender: {client: 0.0.0.0/0}}", {}));
    CHECK(holds("{sender: {kind: unknown}}", {}));
}

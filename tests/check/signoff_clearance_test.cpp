#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

constexpr std::string_view kTwo =
    "action: hold\n    approvers: {group: principals, count: 2, not: [author]}";

signoff::Signoff signed_by(std::string person, std::string as = "principals") {
    signoff::Signoff out;
    out.person = std::move(person);
    out.signed_ = true;
    out.as = std::move(as);
    out.from = "letter.eml.signoff";
    return out;
}

check::Verdict verdict(std::string_view more, std::vector<signoff::Signoff> signoffs,
                       std::string_view now = "2026-01-01T00:00:00Z") {
    const auto policy = make_rule("{recipients: {any: external}}", more);
    return judge(*policy, make_mail("x"),
                 {.now = parse_rfc3339(now).value(), .signoffs = std::move(signoffs)})
        .verdict;
}

}  // namespace

TEST_CASE("sign-off: a hold is cleared by as many different people as it names",
          "[check][signoff]") {
    CHECK(verdict(kTwo, {}) == check::Verdict::hold);
    CHECK(verdict(kTwo, {signed_by("anna@example.org")}) == check::Verdict::hold);
    CHECK(verdict(kTwo, {signed_by("anna@example.org"), signed_by("ben@example.org")}) ==
          check::Verdict::pass);
}

TEST_CASE("sign-off: the same person twice is one person", "[check][signoff]") {
    CHECK(verdict(kTwo, {signed_by("anna@example.org"), signed_by("anna@example.org")}) ==
          check::Verdict::hold);
    CHECK(verdict(kTwo, {signed_by("anna@example.org"), signed_by("Anna@example.org")}) ==
          check::Verdict::hold);
}

TEST_CASE("sign-off: the author, an outsider and another group do not count", "[check][signoff]") {
    const auto policy = make_policy(
        "groups: {principals: [author@example.org, ben@example.org]}\nrules:\n  - id: tested\n"
        "    message: Tested.\n    action: hold\n"
        "    approvers: {group: principals, not: [author]}\n    when: {audience: external}\n");
    const auto with = [&](signoff::Signoff one) {
        return judge(*policy, make_mail("x"), {.signoffs = {std::move(one)}}).verdict;
    };
    CHECK(with(signed_by("author@example.org")) == check::Verdict::hold);
    CHECK(with(signed_by("author+desk@example.org")) == check::Verdict::hold);
    CHECK(with(signed_by("eve@example.net")) == check::Verdict::hold);
    CHECK(with(signed_by("ben@example.org", "lawyers")) == check::Verdict::hold);
    CHECK(with(signed_by("ben@example.org")) == check::Verdict::pass);
}

TEST_CASE("sign-off: a stated one counts only where stated is enough", "[check][signoff]") {
    auto stated = signed_by("anna@example.org", "");
    stated.signed_ = false;
    CHECK(verdict("action: hold\n    approvers: principals", {stated}) == check::Verdict::hold);
    CHECK(verdict("action: hold\n    approvers: {group: principals, strength: stated}", {stated}) ==
          check::Verdict::pass);
}

TEST_CASE("sign-off: one that is void or over does not count, and the finding says so",
          "[check][signoff]") {
    auto over = signed_by("anna@example.org");
    over.until = parse_rfc3339("2025-12-31T00:00:00Z").value();
    CHECK(verdict("action: hold\n    approvers: principals", {over}) == check::Verdict::hold);
    auto changed = signed_by("anna@example.org");
    changed.void_reason = "the recipients differ";
    const auto policy =
        make_rule("{audience: external}", "action: hold\n    approvers: principals");
    const auto evaluation = judge(*policy, make_mail("x"), {.signoffs = {changed}});
    REQUIRE(evaluation.findings.size() == 1);
    REQUIRE_FALSE(evaluation.findings[0].notes.empty());
    CHECK(evaluation.findings[0].notes[0].find("the recipients differ") != std::string::npos);
}

TEST_CASE("sign-off: a rule's term is held against the time the signer set", "[check][signoff]") {
    constexpr std::string_view kTerm =
        "action: hold\n    approvers: {group: principals, term: 30d}";
    auto one = signed_by("anna@example.org");
    CHECK(verdict(kTerm, {one}) == check::Verdict::hold);
    one.until = parse_rfc3339("2026-01-20T00:00:00Z").value();
    CHECK(verdict(kTerm, {one}) == check::Verdict::pass);
    one.until = parse_rfc3339("2027-01-20T00:00:00Z").value();
    CHECK(verdict(kTerm, {one}) == check::Verdict::hold);
}

TEST_CASE("sign-off: a block cannot be signed away", "[check][signoff]") {
    CHECK(verdict("action: block", {signed_by("anna@example.org"), signed_by("ben@example.org")}) ==
          check::Verdict::block);
}

TEST_CASE("sign-off: stages come one after the other, and nobody counts at two",
          "[check][signoff]") {
    const auto policy = make_policy(
        "groups: {desk: [dora@example.org, ben@example.org], principals: [anna@example.org, "
        "ben@example.org], deputies: [eve@example.org]}\nrules:\n  - id: tested\n"
        "    message: Tested.\n    action: hold\n"
        "    approvers: [desk, {group: principals, deputies: deputies}]\n"
        "    when: {audience: external}\n");
    const auto with = [&](std::vector<signoff::Signoff> signoffs) {
        return judge(*policy, make_mail("x"), {.signoffs = std::move(signoffs)});
    };
    const auto asked = [&](std::vector<signoff::Signoff> signoffs) {
        const auto evaluation = with(std::move(signoffs));
        return evaluation.findings.empty() ? "" : evaluation.findings[0].approvers->group;
    };
    const auto dora = signed_by("dora@example.org", "desk");
    CHECK(asked({}) == "desk");
    CHECK(asked({signed_by("anna@example.org")}) == "desk");
    CHECK(asked({dora}) == "principals");
    CHECK(asked({dora, signed_by("anna@example.org")}) == "");
    CHECK(asked({signed_by("ben@example.org", "desk"), signed_by("ben@example.org")}) ==
          "principals");
    CHECK(asked({dora, signed_by("eve@example.org")}) == "");
    CHECK(asked({signed_by("eve@example.org", "desk")}) == "desk");
}

TEST_CASE("rate: the counts of its own window, of whom somebody counted", "[check]") {
    const auto policy = make_policy(
        "service: {store: \"sqlite:holds.db\"}\nrules:\n  - id: tested\n    message: Tested.\n"
        "    action: hold\n    when: {rate: {messages: 3, new_recipients: 1, within: 1h}}\n");
    const auto with = [&](std::vector<check::SentCount> sent) {
        return judge(*policy, make_mail("x"), {.sent = std::move(sent)}).verdict;
    };
    using std::chrono::hours;
    CHECK(with({}) == check::Verdict::pass);
    CHECK(with({{hours(1), 3, 1}}) == check::Verdict::pass);
    CHECK(with({{hours(1), 4, 0}}) == check::Verdict::hold);
    CHECK(with({{hours(1), 1, 2}}) == check::Verdict::hold);
    CHECK(with({{hours(24), 100, 100}}) == check::Verdict::pass);
}

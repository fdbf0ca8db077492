#include "check/make.h"

using namespace sendguard;
using test::make_rule;

namespace {

using draft::ContentKind;

check::Finding found(const policy::Policy& policy, const draft::Draft& draft) {
    const auto evaluation = test::judge(policy, draft);
    return evaluation.findings.empty() ? check::Finding{} : evaluation.findings.front();
}

draft::Draft sheet(std::vector<draft::HeldContent> contents) {
    auto draft = test::make_draft(
        "From: a@example.org\r\nTo: b@example.com\r\nSubject: s\r\n\r\nThe list.\r\n");
    draft.contents = std::move(contents);
    return draft;
}

const draft::HeldContent kRows{ContentKind::hidden_rows,
                               0,
                               32850,
                               "a reader sees 150 rows, the file holds 33,000",
                               "sheet 'Q3' rows 151 to 33,000",
                               "Name and rank"};

}  // namespace

TEST_CASE("content: a finding says where in the document, and what a reader does not see",
          "[check][document]") {
    const auto policy = make_rule("{content: [hidden-rows, hidden-sheets]}");
    const auto finding = found(*policy, sheet({kRows}));
    REQUIRE(finding.places.size() == 1);
    CHECK(finding.places[0].locator == "sheet 'Q3' rows 151 to 33,000");
    CHECK(finding.places[0].text == "Name and rank");
    CHECK(finding.places[0].place == draft::Place::hidden);
    REQUIRE(finding.notes.size() == 1);
    CHECK(finding.notes[0] == "a reader sees 150 rows, the file holds 33,000");
}

TEST_CASE("content: other kinds do not count", "[check][document]") {
    const auto policy = make_rule("{content: tracked-changes}");
    CHECK(found(*policy, sheet({kRows})).rule.empty());
    CHECK(found(*policy, sheet({})).rule.empty());
}

TEST_CASE("content: more_than counts what is held, not the places", "[check][document]") {
    CHECK(!found(*make_rule("{content: {any: [hidden-rows], more_than: 32849}}"), sheet({kRows}))
               .rule.empty());
    CHECK(found(*make_rule("{content: {any: [hidden-rows], more_than: 32850}}"), sheet({kRows}))
              .rule.empty());
}

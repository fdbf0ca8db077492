// A report as evaluation would give it, with hostile text in every field that a draft can fill.
#pragma once

#include "report/report.h"

namespace sendguard::report {

inline draft::Location subject_place() {
    draft::Location place;
    place.place = draft::Place::subject;
    place.line = 3;
    place.column = 10;
    place.end_line = 3;
    place.end_column = 15;
    place.text = "DRAFT";
    place.line_text = "Subject: DRAFT letter";
    return place;
}

inline check::Finding marker_finding() {
    check::Finding finding;
    finding.rule = "drafts/subject-marker";
    finding.action = policy::Action::block;
    finding.message = "The subject says that this is a draft.";
    finding.why = "A draft that leaves is a decision.";
    finding.help = "Take the mark off when the text is final.";
    finding.places = {subject_place()};
    return finding;
}

inline check::Finding hold_finding() {
    check::Finding finding;
    finding.rule = "house/letters-to-ministries";
    finding.action = policy::Action::hold;
    finding.message = "A letter to a ministry needs two principals.";
    policy::Approvers approvers;
    approvers.group = "principals";
    approvers.count = 2;
    approvers.not_author = true;
    finding.approvers = approvers;
    finding.signed_by = {"editor@example.org"};
    return finding;
}

inline DraftReport draft_report(std::string source, check::Verdict verdict,
                                std::vector<check::Finding> findings) {
    DraftReport report;
    report.source = std::move(source);
    report.digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    report.evaluation.verdict = verdict;
    report.evaluation.findings = std::move(findings);
    return report;
}

}  // namespace sendguard::report

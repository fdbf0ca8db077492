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

/// Text that some format takes for its own: commands, ends of sections, markup, mentions, controls,
/// turned directions, bytes that are no UTF-8.
inline const std::string kHostile =
    "::error::x ##[error]y %0A::warning::z ]]> <script>alert(1)</script> `code` @everyone #1 "
    "[a](javascript:b) | * _ ~ http://evil.example www.evil.example &lt; \" ' \r\n::error::HVNEW\n"
    "|HVROW|\n<details>\x1b[2J\x07\x01\xE2\x80\xAE\xEF\xBF\xBF\x80";

/// A draft with kHostile wherever a draft, a path or a policy can bring in text.
inline DraftReport hostile_draft() {
    auto finding = hold_finding();
    finding.rule = "house/" + kHostile;
    finding.message = finding.why = finding.help = kHostile;
    finding.notes = finding.signed_by = {kHostile};
    finding.places = {subject_place(), subject_place()};
    for (auto& place : finding.places) {
        place.text = place.line_text = place.part = place.locator = kHostile;
    }
    finding.places[1].decoded = true;
    finding.places[1].place = draft::Place::body;
    auto draft = draft_report(kHostile, check::Verdict::hold, {finding});
    draft.evaluation.cleared = {finding};
    draft.error = kHostile;
    return draft;
}

/// Two drafts with findings out of order, one clean, one that could not be checked.
inline Report mixed_report() {
    auto late = marker_finding();
    late.places[0].line = late.places[0].end_line = 20;
    auto warning = marker_finding();
    warning.rule = "house/haste";
    warning.action = policy::Action::warn;
    warning.help = "";
    auto unread = draft_report("b/gone.eml", check::Verdict::error, {});
    unread.error = "b/gone.eml does not exist";
    Report report;
    report.drafts = {draft_report("z.eml", check::Verdict::block, {late, marker_finding()}), unread,
                     draft_report("c.md", check::Verdict::pass, {}),
                     draft_report("a b.eml", check::Verdict::hold, {hold_finding(), warning})};
    return report;
}

}  // namespace sendguard::report

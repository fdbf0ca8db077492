// What `check --fix` may change in a draft: lines that hold nothing but a marker go, all else
// stays.
//
// The problem: a program that edits what is about to be published must be surer than one that only
// warns. The idea: a search of a rule says that its words may go with their line (`fix:
// remove-line`); a line goes when such words are all that it holds, nothing else was found on it,
// and it is no part of a sentence, a heading or a list that goes on; and when the draft, read again
// without it, says to its reader what it said before but for these words. Whatever cannot be told
// is left.
//
// Limits: text files only (plain, Markdown, HTML, AsciiDoc, reStructuredText) that stand as UTF-8
// in their bytes; never a mail, an office document, a PDF or what lies in an archive.
#pragma once

#include <string>
#include <vector>

#include "check/evaluate.h"
#include "check/finding.h"
#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::check {

/// The lines that may go, each with its line end, in order; before the draft is read again.
///
/// in: evaluation - of this draft; what is allowed, cleared or in a baseline keeps its line
std::vector<draft::SourceSpan> removable_lines(const draft::Draft& draft,
                                               const Evaluation& evaluation);

struct FixedDraft {
    std::string bytes;      ///< all of the draft; "" when no line may go
    std::size_t lines = 0;  ///< how many went
};

/// The draft without the lines that may go.
///
/// in:   facts - those that it was evaluated with; a comment that allows must allow as much after
/// cost: reads the draft again; once more for each line when one of them must stay
FixedDraft fix_draft(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                     const Evaluation& evaluation);

}  // namespace sendguard::check

// REPORT: what was found, for people (text) and for programs (JSON, docs/report.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/finding.h"
#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::report {

struct DraftReport {
    std::string source;  ///< as given
    std::string path;    ///< from the repository's root on, for formats by path; "": as `source`
    std::string digest;  ///< "sha256:..."; "" when it could not be read
    check::Evaluation evaluation;
    std::string error;  ///< why it could not be checked; verdict error
};

/// One finding that a baseline knows (report/baseline.h).
struct BaselineEntry {
    std::string fingerprint;
    std::string rule, path, line;  ///< for people; the fingerprint counts
    std::string reason;            ///< why it may stand
    bool blocks = false;
};
struct BaselineUse {
    std::string file;
    std::vector<BaselineEntry> stale;  ///< of files that were checked, and met by no finding
};

/// What `check --fix` or `--diff` found to fix (check/fixes.h).
struct FixUse {
    std::size_t lines = 0;
    bool made = false;  ///< written; false: shown only
};

struct Report {
    const policy::Policy* policy = nullptr;
    std::vector<DraftReport> drafts;
    std::optional<BaselineUse> baseline = {};
    std::optional<FixUse> fixes = {};
};

struct TextOptions {
    bool colour = false;
    bool explain = false;
    bool observed = false;    ///< also what rules in mode observe found
    bool quiet = false;       ///< findings only, no summary
    std::size_t width = 100;  ///< columns of the terminal
};

/// Like a good compiler's: source:line:column, the line with the span marked, the rule, why, what
/// to do.
std::string text_report(const Report& report, const TextOptions& options);
/// One JSON document, described in docs/report.md and report.schema.json.
std::string json_report(const Report& report);
/// The rules that found something, by a text of json_report(), signed off or not; each once.
std::vector<std::string> rules_in(std::string_view json);
/// What a single draft's findings say in one line each, for SMTP and sendmail answers.
/// in: texts - the house's own words; empty ones are the built-in
std::vector<std::string> short_lines(const check::Evaluation& evaluation,
                                     const policy::RefusalTexts& texts = {});

}  // namespace sendguard::report

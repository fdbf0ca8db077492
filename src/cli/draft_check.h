// One draft through guard(): read the file and its sign-offs, evaluate, and put what came out in a
// report's form. Whatever fails on the way is a verdict of its own, "error", which never sends.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "check/evaluate.h"
#include "cli/commit_trailers.h"
#include "cli/request.h"
#include "cli/selection.h"
#include "gate/guard.h"
#include "report/report.h"

namespace sendguard::cli {

/// A draft's bytes and the sign-offs kept beside it.
struct DraftFile {
    std::shared_ptr<const std::string> bytes;
    signoff::SignedSources signoffs;
    CommitFacts of_commit = {};
};

/// The most a draft may have to be read at all; over kMaxMessageBytes reading makes it a finding.
inline constexpr std::size_t kMaxDraftFileBytes = std::size_t{200} << 20;

/// errors: not_found, io, limit, bad_input (a folder)
Result<DraftFile> read_draft_file(const std::string& path);

/// A selected draft: a file, standard input under a name, or an object of git's index with the
/// sign-offs that the index has for it.
///
/// in:     blobs - null when no draft of the selection stands in the index
/// errors: as read_draft_file()
Result<DraftFile> read_candidate(const Candidate& candidate, GitBlobs* blobs, NamesByFolder& paths);

/// Reads `file` as `guard()` will, for statements.
draft::Draft read_for_statement(const DraftFile& file, const std::string& path,
                                const Request& request);

struct CheckedDraft {
    report::DraftReport report;
    std::optional<Errc> error;  ///< set with report.error
    std::shared_ptr<const std::string> bytes;
    std::string sidecar;                ///< the sign-offs that stand beside the file; "" = none
    std::optional<draft::Draft> draft;  ///< set when it was read
};

/// As check_draft(), of what was read already; `path` is the name for reports.
CheckedDraft check_draft_file(const policy::Policy& policy, Result<DraftFile> file,
                              const std::string& path, const Request& request,
                              policy::GateKind gate, check::Workspace& workspace);

/// in: gate - what it is checked for; a mail gate reads anything as mail
CheckedDraft check_draft(const policy::Policy& policy, const std::string& path,
                         const Request& request, policy::GateKind gate,
                         check::Workspace& workspace);

}  // namespace sendguard::cli

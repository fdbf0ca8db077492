#include "cli/draft_check.h"

#include <fmt/format.h>

#include <system_error>

#include "base/files.h"
#include "base/limits.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kMaxSidecarBytes = std::size_t{4} << 20;  // thousands of signatures

CheckedDraft could_not_check(const std::string& path, const Error& fault) {
    CheckedDraft checked;
    checked.report.source = path;
    checked.report.error = fault.message;
    checked.report.evaluation.verdict = check::Verdict::error;
    checked.error = fault.code;
    return checked;
}

draft::ReadOptions read_options(const std::string& path, const Request& request, bool expect_mail) {
    return {.source = path, .envelope = request.envelope, .expect_mail = expect_mail};
}

/// The bytes of `from` ("-": standard input), and the sign-offs beside the file `name`.
Result<DraftFile> read_with_sidecar(const std::string& from, const std::string& name,
                                    NamesByFolder& paths) {
    DraftFile file;
    BOOST_OUTCOME_TRY(auto bytes, read_file(from, kMaxDraftFileBytes));
    file.bytes = std::make_shared<const std::string>(std::move(bytes));
    file.signoffs.path_in_repository = paths.of(name);
    if (name == "-") return file;
    const auto sidecar = name + ".signoff";
    auto signed_bytes = read_file(sidecar, kMaxSidecarBytes);
    if (signed_bytes) {
        file.signoffs.sidecar = std::move(signed_bytes.value());
        file.signoffs.sidecar_name = sidecar;
    } else if (signed_bytes.error().code != Errc::not_found) {
        return signed_bytes.error();
    }
    return file;
}

Result<DraftFile> read_file_as_named(const std::string& path, NamesByFolder& paths) {
    auto file = read_with_sidecar(path, path, paths);
    std::error_code fault;
    if (!file && path != "-" && std::filesystem::is_directory(path, fault))
        return error(Errc::bad_input, path + " is a folder, not a draft");
    return file;
}

}  // namespace

Result<DraftFile> read_draft_file(const std::string& path) {
    NamesByFolder paths(path_in_repository);
    return read_file_as_named(path, paths);
}

Result<DraftFile> read_candidate(const Candidate& candidate, GitBlobs* blobs,
                                 NamesByFolder& paths) {
    if (candidate.standard_input) return read_with_sidecar("-", candidate.path, paths);
    if (candidate.blob.empty()) return read_file_as_named(candidate.path, paths);
    DraftFile file;
    file.signoffs.path_in_repository = candidate.in_repository;
    BOOST_OUTCOME_TRY(file.bytes, blobs->read(candidate.blob));
    if (candidate.sidecar_blob.empty()) return file;
    BOOST_OUTCOME_TRY(const auto sidecar, blobs->read(candidate.sidecar_blob));
    if (sidecar->size() > kMaxSidecarBytes) {
        return error(Errc::limit, fmt::format("{}.signoff is larger than {} bytes", candidate.path,
                                              kMaxSidecarBytes));
    }
    file.signoffs.sidecar = *sidecar;
    file.signoffs.sidecar_name = candidate.path + ".signoff";
    return file;
}

draft::Draft read_for_statement(const DraftFile& file, const std::string& path,
                                const Request& request) {
    return draft::read_draft(file.bytes, read_options(path, request, false));
}

CheckedDraft check_draft(const policy::Policy& policy, const std::string& path,
                         const Request& request, policy::GateKind gate,
                         check::Workspace& workspace) {
    return check_draft_file(policy, read_draft_file(path), path, request, gate, workspace);
}

CheckedDraft check_draft_file(const policy::Policy& policy, Result<DraftFile> file,
                              const std::string& path, const Request& request,
                              policy::GateKind gate, check::Workspace& workspace) {
    if (!file) return could_not_check(path, file.error());
    const auto bytes = file.value().bytes;
    const auto in_repository = file.value().signoffs.path_in_repository;
    const auto sidecar = file.value().signoffs.sidecar;
    gate::GuardInput input{.bytes = bytes,
                           .read = read_options(path, request, gate != policy::GateKind::check),
                           .signoffs = std::move(file.value().signoffs),
                           .more_signoffs = std::move(file.value().of_commit.signoffs),
                           .more_authors = std::move(file.value().of_commit.authors),
                           .now = request.now,
                           .gate = gate,
                           .explain = request.explain,
                           .histories = request.histories.get()};
    auto guarded = gate::guard(policy, std::move(input), workspace);
    if (!guarded) return could_not_check(path, guarded.error());
    CheckedDraft checked;
    checked.report.source = path;
    checked.report.path = in_repository;
    if (request.digest)
        checked.report.digest = signoff::draft_digest(guarded.value().draft, in_repository);
    checked.report.evaluation = std::move(guarded.value().evaluation);
    checked.bytes = bytes;
    checked.sidecar = sidecar;
    checked.draft = std::move(guarded.value().draft);
    return checked;
}

}  // namespace sendguard::cli

#include "cli/commit_trailers.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/text.h"
#include "cli/git.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kShownHash = 12;
constexpr std::size_t kFields = 4;  ///< before the trailers

/// "-c" pairs under which git checks a signature with this keyring, and runs no program that the
/// repository's settings name.
std::vector<std::string> signature_settings(const std::string& keyring) {
    std::vector<std::string> words;
    for (const auto& setting :
         {"gpg.ssh.allowedSignersFile=" + keyring, std::string("gpg.ssh.program=ssh-keygen"),
          std::string("gpg.program=false"), std::string("gpg.x509.program=false"),
          std::string("gpg.minTrustLevel=undefined")}) {
        words.insert(words.end(), {"-c", setting});
    }
    return words;
}

}  // namespace

Result<CommitTrailers> CommitTrailers::open(const policy::Policy& policy) {
    BOOST_OUTCOME_TRY(const auto shallow,
                      git_text({.words = {"rev-parse", "--is-shallow-repository"}}));
    if (trim(shallow) == "true") {
        return error(Errc::bad_input,
                     "--trailers: this is a shallow clone, in which the last commit seems to have "
                     "changed everything: run `git fetch --unshallow` first (GitHub: "
                     "`fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)");
    }
    CommitTrailers trailers;
    if (policy.keyring_text.empty()) return trailers;
    BOOST_OUTCOME_TRY(auto folder, ScratchFolder::make());
    BOOST_OUTCOME_TRY(trailers.keyring_, folder.put("allowed_signers", policy.keyring_text));
    trailers.folder_.emplace(std::move(folder));
    return trailers;
}

Result<CommitFacts> CommitTrailers::facts(const std::string& path) const {
    const std::filesystem::path file(path);
    const auto folder = file.has_parent_path() ? file.parent_path().string() : std::string(".");
    const auto name = file.filename().string();
    CommitFacts out;
    BOOST_OUTCOME_TRY(const auto same,
                      ask_git({.words = {"--literal-pathspecs", "diff", "--quiet", "--no-ext-diff",
                                         "--no-textconv", "HEAD", "--", name},
                               .folder = folder,
                               .discover = true}));
    if (same.status != 0) return out;
    auto words = keyring_.empty() ? std::vector<std::string>{} : signature_settings(keyring_);
    const auto* signer = keyring_.empty() ? "N%x00" : "%G?%x00%GS";
    words.insert(words.end(),
                 {"--literal-pathspecs", "log", "-1", "--no-show-signature",
                  fmt::format("--format=%H%x00{}%x00%ae%x01%(trailers:key=Co-authored-by,"
                              "valueonly,unfold,separator=%x01)%x00%(trailers:key=Approved-by,"
                              "valueonly,unfold,separator=%x00)",
                              signer),
                  "--", name});
    BOOST_OUTCOME_TRY(const auto said,
                      git_text({.words = std::move(words), .folder = folder, .discover = true}));
    // Hash, state, signer, the authors, then the trailers.
    const auto fields = split(trim(said), '\0');
    if (fields.size() < kFields) return out;
    for (const auto author : split(fields[3], '\1')) {
        // What a commit says of its author is no proof; it can only keep a sign-off from counting.
        const auto person = signoff::stated_signoff(trim(author), "").person;
        if (!person.empty()) out.authors.push_back(person);
    }
    for (std::size_t i = kFields; i < fields.size(); ++i) {
        if (trim(fields[i]).empty()) continue;
        const auto commit = fields[0].substr(0, kShownHash);
        auto one = signoff::stated_signoff(trim(fields[i]),
                                           fmt::format("Approved-by in commit {}", commit));
        one.signed_ = fields[1] == "G" && one.void_reason.empty() &&
                      equals_ignoring_case(trim(fields[2]), one.person);
        one.any_group = one.signed_;
        out.signoffs.push_back(std::move(one));
    }
    return out;
}

}  // namespace sendguard::cli

// What the commit that last changed a file says: its author, and its `Approved-by:` trailers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "base/result.h"
#include "policy/policy.h"
#include "signoff/signoff.h"

namespace sendguard::cli {

struct CommitFacts {
    /// Each counts as stated. It counts as signed for the one person whose key of the policy's
    /// keyring signed the commit: nobody's signature is anybody else's.
    std::vector<signoff::Signoff> signoffs;
    std::vector<std::string> authors;  ///< canonical; the author and `Co-authored-by:`
};

class CommitTrailers {
  public:
    /// errors: bad_input (no repository; a shallow clone, in which one commit seems to have changed
    ///         everything), not_found (git), io
    static Result<CommitTrailers> open(const policy::Policy& policy);

    /// Of the last commit that changed the file; nothing when the file differs from it, for then
    /// another author may have been at it, or is not tracked.
    ///
    /// in: path - a file of the work tree
    Result<CommitFacts> facts(const std::string& path) const;

  private:
    std::optional<ScratchFolder> folder_;  ///< holds the keyring
    std::string keyring_;                  ///< its file; "" = none
};

}  // namespace sendguard::cli

// Sign-offs in the commit that last changed a file: its `Approved-by:` trailers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "base/result.h"
#include "policy/policy.h"
#include "signoff/signoff.h"

namespace sendguard::cli {

class CommitTrailers {
  public:
    /// errors: bad_input (no repository; a shallow clone, in which one commit seems to have changed
    ///         everything), not_found (git), io
    static Result<CommitTrailers> open(const policy::Policy& policy);

    /// What the last commit that changed the file says; nothing when the file differs from it or is
    /// not tracked. Each counts as stated. It counts as signed for the one person whose key of the
    /// policy's keyring signed the commit: nobody's signature is anybody else's.
    ///
    /// in: path - a file of the work tree
    Result<std::vector<signoff::Signoff>> signoffs(const std::string& path) const;

  private:
    std::optional<ScratchFolder> folder_;  ///< holds the keyring
    std::string keyring_;                  ///< its file; "" = none
};

}  // namespace sendguard::cli

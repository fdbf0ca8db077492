// What the options of a command on drafts ask for, read once: envelope, time, sign-off fields.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "cli/arguments.h"
#include "draft/draft.h"
#include "gate/histories.h"
#include "signoff/statement.h"

namespace sendguard::cli {

struct Request {
    draft::Envelope envelope;
    Timestamp now{};
    bool explain = false;
    std::shared_ptr<gate::StoredHistories> histories = {};  ///< null: the policy has none
    bool digest = true;  ///< the report names the digests of drafts
};

/// errors: bad_input (--now, --from or --to cannot be read)
Result<Request> read_request(const Arguments& arguments);

/// --as and --until.
/// errors: bad_input (--until cannot be read, or lies before `now`)
Result<signoff::SignerFields> read_signer_fields(const Arguments& arguments, Timestamp now);

/// The folder at or above `path` that holds .git, with links resolved.
std::optional<std::filesystem::path> repository_root(const std::filesystem::path& path);
/// The path from the repository's root (.git) on, links resolved; nullopt outside of one.
std::optional<std::string> path_below_repository(const std::filesystem::path& path);

/// The path that a statement's `file:` line names: from the repository's root (.git) on, else the
/// file name alone; "-" for standard input.
std::string path_in_repository(const std::string& path);

/// A name that a file has by where it stands, looked up once for all files of a folder. One
/// thread's.
class NamesByFolder {
  public:
    /// in: name_of - ends, for a file that is no symbolic link, with the file's own name
    explicit NamesByFolder(std::string (*name_of)(const std::string& path)) : name_of_(name_of) {}
    std::string of(const std::string& path);

  private:
    std::string (*name_of_)(const std::string& path);
    std::map<std::string, std::string> before_;  ///< by folder as given: what precedes a file's own
};

}  // namespace sendguard::cli

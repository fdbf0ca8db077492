// What the options of a command on drafts ask for, read once: envelope, time, sign-off fields.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "cli/arguments.h"
#include "draft/draft.h"
#include "signoff/statement.h"

namespace sendguard::cli {

struct Request {
    draft::Envelope envelope;
    Timestamp now{};
    bool explain = false;
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
std::string path_in_repository(const std::filesystem::path& path);

}  // namespace sendguard::cli

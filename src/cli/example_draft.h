// A rule's example, written in short in YAML, as the whole message it stands for.
#pragma once

#include <string>

#include "base/result.h"
#include "policy/policy.h"

namespace sendguard::cli {

/// out:    a message with CRLF line ends; a `file` or `raw` example as it is
/// errors: not_found, io (its file cannot be read), bad_input (a file example of a shipped pack)
Result<std::string> example_draft(const policy::Example& example);

}  // namespace sendguard::cli

// Messages out of mbox files, Maildirs, folders and single files, one at a time: none of them is in
// memory with all others.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace sendguard::cli {

/// Calls `use` with each message's bytes, without an mbox's "From " line, and with the leading ">"
/// of quoted "From " lines taken off.
///
/// in:     path - an mbox, a message, or a folder (a Maildir's cur and new included)
/// errors: not_found, io, limit (one message is too large); what `use` answers
/// source: RFC 4155; mboxrd
Result<void> each_message(const std::string& path,
                          const std::function<Result<void>(std::string bytes)>& use);

}  // namespace sendguard::cli

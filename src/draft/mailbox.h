// Where the messages of a mailbox file begin: each stands behind a line "From address date".
// source: RFC 4155; qmail's mbox(5) for ">From " (mboxrd)
#pragma once

#include <cstddef>
#include <string_view>

namespace sendguard::draft {

/// So many bytes behind a "From " line decide whether a message begins there.
inline constexpr std::size_t kMailboxLookBytes = 4096;

/// Whether `text` begins with "From anna@example.org Mon Feb  3 10:00:00 2025": a word, and a year
/// somewhere behind it.
bool is_from_line(std::string_view text);

/// Where the next message's "From " line begins, in bytes from `at` on; bytes.size() when there is
/// none.
std::size_t next_message(std::string_view bytes, std::size_t at);

}  // namespace sendguard::draft

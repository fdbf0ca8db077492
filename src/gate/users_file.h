// The users file that `listeners[].users` names: who may log in, as what kind of sender.
//
//     # comment
//     press@example.org:person:$argon2id$v=19$m=19456,t=2,p=1$...
//
// A user a line, `name:kind:hash`; comments and blank lines stay where they are when the file is
// edited. Names are taken byte for byte: case counts, and nothing is normalized (no SASLprep, RFC
// 4013), so a client must send the name as it stands here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/service.h"

namespace sendguard::gate {

/// Who logged in.
struct User {
    std::string name;
    policy::SenderKind kind = policy::SenderKind::person;
    bool operator==(const User&) const = default;
};

struct UserEntry {
    User user;
    std::string hash;
    std::uint32_t line = 0;  ///< 1-based
};

inline constexpr std::size_t kMaxUserNameBytes = 128;
inline constexpr std::size_t kMaxUsersFileBytes = std::size_t{8} << 20;

/// The text of a file of users or tokens, which nobody else on this machine may read.
/// in:     what - "users file", for errors
/// errors: not_found, io, bad_policy (open to everybody, too large)
Result<std::string> read_names_file(const std::filesystem::path& path, std::string_view what);

/// What is wrong with a name, as half a sentence ("holds a colon"); "" when nothing is. Good are 1
/// to kMaxUserNameBytes bytes of visible UTF-8 without blanks and colons, '#' not first.
std::string_view user_name_fault(std::string_view name);

/// person, program or agent; the kind that a user can have.
Result<policy::SenderKind> user_kind(std::string_view word);

class UsersFile {
  public:
    /// in:      text - the file's bytes; file - its name, for faults
    /// errors:  bad_policy: every fault with its line, "FILE:3: the name holds a blank; FILE:7:
    /// ..."
    static Result<UsersFile> parse(std::string_view text, const std::string& file);
    /// errors: not_found, bad_policy (open to other users of the machine, faults), io
    static Result<UsersFile> read(const std::filesystem::path& path);

    const std::vector<UserEntry>& entries() const { return entries_; }
    const UserEntry* find(std::string_view name) const;
    /// Puts the user in at the end, or in place of the line that it has.
    void put(const User& user, std::string_view hash);
    /// out: false when there is no such user
    bool remove(std::string_view name);
    /// The file's bytes, comments and all.
    std::string text() const;

  private:
    std::vector<std::string> lines_;
    std::vector<UserEntry> entries_;
    std::map<std::string, std::size_t, std::less<>> places_;  ///< a name's place in entries_

    void append(UserEntry entry);
};

}  // namespace sendguard::gate

// The tokens file that `service.http.tokens` names: who may use the HTTP API.
//
//     # comment
//     k7m2p9qx:bot-7@example.org:agent:9f86d081884c7d65...
//
// A token a line, `id:name:kind:SHA-256`. The token itself, "sgt_k7m2p9qx_SECRET", is shown once,
// when it is made; SECRET has 139 random bits, so that a plain hash of it tells nothing. Who has a
// name may have several tokens: a new one is made before the old one goes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/password.h"
#include "base/result.h"
#include "gate/users_file.h"

namespace sendguard::review {

struct TokenEntry {
    std::string id;  ///< 8 letters and digits; no secret
    gate::User user;
    std::string sha256;  ///< of the whole token
};

class TokensFile {
  public:
    /// errors: bad_policy: every fault with its line
    static Result<TokensFile> parse(std::string_view text, const std::string& file);
    /// errors: not_found, bad_policy (open to other users of the machine, faults), io
    static Result<TokensFile> read(const std::filesystem::path& path);

    const std::vector<TokenEntry>& entries() const { return entries_; }
    /// Whose token it is; nullopt: nobody's. Takes the same time for every wrong secret.
    std::optional<gate::User> owner(std::string_view token) const;
    bool knows(std::string_view name) const;

    /// Makes a token for the user and puts its line at the end.
    /// out: the token
    Secret add(const gate::User& user);
    /// Takes the token of that id out, or all of that name.
    /// out: how many there were
    std::size_t remove(std::string_view id_or_name);
    std::string text() const;

  private:
    std::vector<std::string> lines_;
    std::vector<TokenEntry> entries_;
};

}  // namespace sendguard::review

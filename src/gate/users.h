// Who may log in, and whether a password is right. Made whole from a users file; a reload makes a
// new one and lets the old go.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "gate/users_file.h"

namespace sendguard::gate {

class Users {
  public:
    /// errors: not_found, bad_policy (open to other users of the machine, faults by line), io
    static Result<Users> load(const std::filesystem::path& path);
    /// The same of a file already read.
    explicit Users(UsersFile file);
    Users(Users&&) noexcept;
    Users& operator=(Users&&) noexcept;
    ~Users();

    std::size_t size() const;
    bool knows(std::string_view name) const;

    /// The user, or nullopt when name or password is wrong: which one, neither the answer nor its
    /// time tells. Blocks for a hash, about 20 ms and 19 MiB, but for a name and password that were
    /// right before: those are remembered, as keyed digests, until this object goes. May be called
    /// from several threads; more than kMaxHashesAtOnce wait for each other.
    ///
    /// errors: unavailable (memory is short: answer 454 4.7.0, never 535)
    Result<std::optional<User>> verify(std::string_view name, std::string_view password) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

inline constexpr std::size_t kMaxRememberedLogins = 1000;
inline constexpr int kMaxHashesAtOnce = 4;

}  // namespace sendguard::gate

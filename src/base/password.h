// Passwords: bytes that are wiped when they go, argon2id hashes, random words. The one adapter of
// libsodium.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard {

/// Longer ones are refused, so that nobody makes us hash megabytes.
inline constexpr std::size_t kMaxPasswordBytes = 1024;

/// Overwrites all that `text` holds, its spare capacity too, and makes it empty.
void wipe(std::string& text);

/// A string that is wiped when it goes or is moved from. It is never copied.
class Secret {
  public:
    Secret() = default;
    /// The caller's `bytes` stay as they are: wipe() them where they are no longer needed.
    explicit Secret(std::string_view bytes) : bytes_(bytes) {}
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(bytes_); }
    std::string_view view() const { return bytes_; }
    bool empty() const { return bytes_.empty(); }

  private:
    std::string bytes_;
};

/// What one hash costs. source: OWASP Password Storage Cheat Sheet, argon2id (19 MiB, 2 passes)
inline constexpr unsigned kHashPasses = 2;
inline constexpr std::size_t kHashMemoryBytes = std::size_t{19} << 20;

/// "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH", with a salt of its own.
/// errors: limit (over kMaxPasswordBytes), unavailable (memory is short)
/// cost:   about 20 ms and kHashMemoryBytes
Result<std::string> hash_password(std::string_view password);

/// Whether `hash` was made from `password`; takes the same time for yes and no.
/// errors: limit (over kMaxPasswordBytes), unavailable (memory is short)
Result<bool> password_matches(std::string_view hash, std::string_view password);

/// Whether `text` is an argon2id hash that can be verified, at no more than 256 MiB and 10 passes;
/// one lane and a salt of 16 bytes, as libsodium makes them.
bool is_password_hash(std::string_view text);

/// Random, 24 letters and digits without those that look alike: 139 bits.
Secret random_password();

/// Hexadecimal digits of that many bytes from the system's random source.
std::string random_hex(std::size_t bytes);

/// Whether both are the same, in a time that tells only their lengths.
bool same_secret(std::string_view a, std::string_view b);

/// A keyed digest whose key was drawn for this object and is wiped with it (HMAC-SHA512-256).
class KeyedDigest {
  public:
    using Value = std::array<unsigned char, 32>;
    KeyedDigest();
    KeyedDigest(const KeyedDigest&) = delete;
    KeyedDigest& operator=(const KeyedDigest&) = delete;
    ~KeyedDigest();
    /// Each part goes in with its length, so that no two lists of parts are one text.
    Value of(std::initializer_list<std::string_view> parts) const;

  private:
    std::array<unsigned char, 32> key_;
};

}  // namespace sendguard

#include "base/password.h"

#include <sodium.h>

#include <cstdint>
#include <cstdio>

namespace sendguard {
namespace {

/// libsodium must be started once; false: it cannot be used.
bool started() {
    static const bool good = sodium_init() >= 0;
    return good;
}

Error short_of_memory() {
    return error(Errc::unavailable,
                 "there is not memory enough to hash a password; try again later");
}

constexpr unsigned kMostPasses = 10;
constexpr unsigned long kMostMemoryKiB = 256u << 10;

}  // namespace

void wipe(std::string& text) {
    text.resize(text.capacity());
    if (!text.empty()) sodium_memzero(text.data(), text.size());
    text.clear();
}

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) {
    wipe(other.bytes_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe(bytes_);
    bytes_ = other.bytes_;
    wipe(other.bytes_);
    return *this;
}

Result<std::string> hash_password(std::string_view password) {
    if (password.size() > kMaxPasswordBytes)
        return error(Errc::limit,
                     "a password has at most " + std::to_string(kMaxPasswordBytes) + " bytes");
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (!started() ||
        crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kHashPasses,
                              kHashMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return short_of_memory();
    return std::string(out.data());
}

Result<bool> password_matches(std::string_view hash, std::string_view password) {
    if (password.size() > kMaxPasswordBytes) return error(Errc::limit, "the password is too long");
    if (!started()) return short_of_memory();
    if (!is_password_hash(hash)) return false;
    const std::string copy(hash);
    return crypto_pwhash_str_verify(copy.c_str(), password.data(), password.size()) == 0;
}

bool is_password_hash(std::string_view text) {
    if (!text.starts_with("$argon2id$v=19$m=") || text.size() >= crypto_pwhash_STRBYTES)
        return false;
    unsigned long memory = 0;
    unsigned passes = 0;
    char rest = 0;
    const std::string copy(text.substr(15));
    if (std::sscanf(copy.c_str(), "m=%lu,t=%u,p=1$%c", &memory, &passes, &rest) != 3) return false;
    if (memory == 0 || memory > kMostMemoryKiB || passes == 0 || passes > kMostPasses) return false;
    // libsodium reads the rest as strictly as it verifies it; this only asks for a change of cost.
    std::string whole(text);
    return started() && crypto_pwhash_str_needs_rehash(whole.c_str(), passes, memory << 10) == 0;
}

Secret random_password() {
    constexpr std::string_view kLetters =
        "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    std::string out;
    for (int i = 0; started() && i < 24; ++i)
        out += kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
    Secret secret(out);
    wipe(out);
    return secret;
}

KeyedDigest::KeyedDigest() : key_{} {
    if (started()) randombytes_buf(key_.data(), key_.size());
}

KeyedDigest::~KeyedDigest() {
    sodium_memzero(key_.data(), key_.size());
}

KeyedDigest::Value KeyedDigest::of(std::initializer_list<std::string_view> parts) const {
    crypto_auth_hmacsha512256_state state;
    crypto_auth_hmacsha512256_init(&state, key_.data(), key_.size());
    for (const auto part : parts) {
        const std::uint64_t size = part.size();
        crypto_auth_hmacsha512256_update(&state, reinterpret_cast<const unsigned char*>(&size),
                                         sizeof size);
        crypto_auth_hmacsha512256_update(
            &state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    }
    Value out{};
    crypto_auth_hmacsha512256_final(&state, out.data());
    return out;
}

}  // namespace sendguard

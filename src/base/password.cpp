#include "base/password.h"

#include <sodium.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>

#include "base/text.h"

namespace sendguard {
namespace {

constexpr std::uint32_t kMostPasses = 10;
constexpr std::uint32_t kMostMemoryKiB = 256u << 10;

/// libsodium must be started once; false: it cannot be used.
bool started() {
    static const bool good = sodium_init() >= 0;
    return good;
}

Error short_of_memory() {
    return error(Errc::unavailable,
                 "there is not memory enough to hash a password; try again later");
}

/// A hash in parts. Salt and lanes are as crypto_pwhash() wants them: 16 bytes, one lane.
struct HashParts {
    std::uint32_t memory_kib = 0, passes = 0;
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, 64> digest{};
    std::size_t digest_bytes = 0;
};

/// "m=19456" with `name` "m=": 19456; 0 when it is not that.
std::uint32_t number_of(std::string_view text, std::string_view name) {
    if (!text.starts_with(name)) return 0;
    text.remove_prefix(name.size());
    std::uint32_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    return fault == std::errc() && stop == end ? value : 0;
}

/// How many bytes `text`, base64 without padding, put into `out`; 0 when it is not that.
std::size_t from_base64(std::string_view text, std::span<unsigned char> out) {
    std::size_t bytes = 0;
    const int fault = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                        &bytes, nullptr, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return fault == 0 ? bytes : 0;
}

std::optional<HashParts> parts_of(std::string_view hash) {
    if (hash.size() >= crypto_pwhash_STRBYTES) return std::nullopt;
    const auto words = split(hash, '$');
    if (words.size() != 6 || !words[0].empty() || words[1] != "argon2id" || words[2] != "v=19")
        return std::nullopt;
    const auto costs = split(words[3], ',');
    if (costs.size() != 3 || costs[2] != "p=1") return std::nullopt;
    HashParts out;
    out.memory_kib = number_of(costs[0], "m=");
    out.passes = number_of(costs[1], "t=");
    out.digest_bytes = from_base64(words[5], out.digest);
    if (out.memory_kib < crypto_pwhash_MEMLIMIT_MIN >> 10 || out.memory_kib > kMostMemoryKiB ||
        out.passes == 0 || out.passes > kMostPasses || out.digest_bytes < crypto_pwhash_BYTES_MIN ||
        from_base64(words[4], out.salt) != out.salt.size())
        return std::nullopt;
    return out;
}

}  // namespace

void wipe(std::string& text) {
    text.resize(text.capacity());
    if (!text.empty()) sodium_memzero(text.data(), text.size());
    text.clear();
}

Secret::Secret(Secret&& other) noexcept {
    bytes_ = other.bytes_;
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
    const auto parts = parts_of(hash);
    if (!parts) return false;
    // crypto_pwhash_str_verify() says "wrong" when memory is short, and a right password would be
    // refused for good; so the hash is made here and compared.
    std::array<unsigned char, 64> made{};
    if (!started() ||
        crypto_pwhash(made.data(), parts->digest_bytes, password.data(), password.size(),
                      parts->salt.data(), parts->passes, std::size_t{parts->memory_kib} << 10,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return short_of_memory();
    return sodium_memcmp(made.data(), parts->digest.data(), parts->digest_bytes) == 0;
}

bool is_password_hash(std::string_view text) {
    return parts_of(text).has_value();
}

Secret random_password() {
    constexpr std::string_view kLetters =
        "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    constexpr std::size_t kSize = 24;
    std::string out;
    out.reserve(kSize);  // growing would leave a copy behind
    while (started() && out.size() < kSize)
        out += kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
    Secret secret(out);
    wipe(out);
    return secret;
}

std::string random_hex(std::size_t bytes) {
    if (!started()) std::abort();  // without a random source there are no secrets
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    std::string out(2 * bytes + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                   raw.size());
    out.pop_back();
    wipe(raw);
    return out;
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

KeyedDigest::KeyedDigest() : key_{} {
    started();
    randombytes_buf(key_.data(), key_.size());
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
    sodium_memzero(&state, sizeof state);
    return out;
}

}  // namespace sendguard

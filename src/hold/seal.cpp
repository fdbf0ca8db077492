#include "hold/seal.h"

#include <fmt/format.h>
#include <sodium.h>

#include "forward/credentials.h"

namespace sendguard::hold {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

unsigned char* raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<Sealer> Sealer::from_file(const std::string& path) {
    static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    if (sodium_init() < 0) return error(Errc::internal, "libsodium cannot be started");
    BOOST_OUTCOME_TRY(auto line, forward::read_secret_file(path));
    Sealer out;
    std::size_t bytes = 0;
    const int fault = sodium_hex2bin(out.key_.data(), out.key_.size(), line.data(), line.size(),
                                     nullptr, &bytes, nullptr);
    const bool good = fault == 0 && bytes == kKeyBytes && line.size() == 2 * kKeyBytes;
    sodium_memzero(line.data(), line.size());
    if (good) return out;
    return error(Errc::bad_policy,
                 fmt::format("the key file {} must hold 64 hexadecimal digits: make one with "
                             "`openssl rand -hex 32`",
                             path));
}

Sealer::Sealer(Sealer&& other) noexcept : key_(other.key_) {
    sodium_memzero(other.key_.data(), other.key_.size());
}
Sealer::~Sealer() {
    sodium_memzero(key_.data(), key_.size());
}

std::string Sealer::seal(std::string_view plain, std::string_view context) const {
    std::string out(kNonceBytes + plain.size() + kTagBytes, '\0');
    randombytes_buf(out.data(), kNonceBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out) + kNonceBytes, nullptr, raw(plain),
                                               plain.size(), raw(context), context.size(), nullptr,
                                               raw(out), key_.data());
    return out;
}

Result<std::string> Sealer::open(std::string_view sealed, std::string_view context) const {
    if (sealed.size() >= kNonceBytes + kTagBytes) {
        std::string out(sealed.size() - kNonceBytes - kTagBytes, '\0');
        const int fault = crypto_aead_xchacha20poly1305_ietf_decrypt(
            raw(out), nullptr, nullptr, raw(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
            raw(context), context.size(), raw(sealed), key_.data());
        if (fault == 0) return out;
    }
    return error(Errc::bad_input, "it was encrypted with another key, or changed since");
}

std::string to_base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
    sodium_bin2base64(out.data(), out.size(), raw(bytes), bytes.size(), kBase64);
    out.pop_back();  // the NUL
    return out;
}

Result<std::string> from_base64(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t bytes = 0;
    const int fault = sodium_base642bin(raw(out), out.size(), text.data(), text.size(), nullptr,
                                        &bytes, nullptr, kBase64);
    if (fault != 0) return error(Errc::internal, "it is no base64");
    out.resize(bytes);
    return out;
}

}  // namespace sendguard::hold

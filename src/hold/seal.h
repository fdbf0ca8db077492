// Encryption of what a store keeps: XChaCha20-Poly1305 with a nonce by chance, bound to what it
// belongs to, so that nothing can be read, changed, or put in another's place without the key.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard::hold {

class Sealer {
  public:
    /// The key in a file: 32 bytes as 64 hexadecimal digits on its first line.
    /// errors: bad_policy (missing, open to everyone, no such key: with what to do)
    static Result<Sealer> from_file(const std::string& path);

    Sealer(const Sealer&) = delete;
    Sealer& operator=(const Sealer&) = delete;
    Sealer(Sealer&& other) noexcept;
    Sealer& operator=(Sealer&&) = delete;
    ~Sealer();

    /// in:  context - what it belongs to: a hold's id and draft number
    /// out: nonce (24 bytes), then the text, then its tag (16 bytes)
    std::string seal(std::string_view plain, std::string_view context) const;
    /// errors: bad_input (sealed with another key or for another context, or changed)
    Result<std::string> open(std::string_view sealed, std::string_view context) const;

  private:
    static constexpr std::size_t kKeyBytes = 32;
    Sealer() = default;
    std::array<unsigned char, kKeyBytes> key_{};
};

/// Bytes as text for columns of text (base64), and back.
std::string to_base64(std::string_view bytes);
/// errors: internal
Result<std::string> from_base64(std::string_view text);

}  // namespace sendguard::hold

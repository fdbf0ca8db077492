// SHA-256, as hexadecimal text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sendguard {

/// Takes bytes in pieces. One use: after hex() it is spent.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::string_view bytes);
    std::string hex();  ///< 64 lower-case hexadecimal digits

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace sendguard

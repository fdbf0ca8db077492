// Numbers in foreign bytes, each offset checked: what lies outside reads as zero or as nothing, so
// that a hostile length can lead nowhere.
#pragma once

#include <cstdint>
#include <string_view>

namespace sendguard {

class Bytes {
  public:
    explicit Bytes(std::string_view bytes, bool big_endian = false)
        : bytes_(bytes), big_endian_(big_endian) {}

    std::size_t size() const { return bytes_.size(); }
    bool holds(std::size_t at, std::size_t size) const {
        return at <= bytes_.size() && size <= bytes_.size() - at;
    }
    /// Bytes [at, at + size), as far as there are any.
    std::string_view slice(std::size_t at, std::size_t size) const {
        return at >= bytes_.size() ? std::string_view{} : bytes_.substr(at, size);
    }
    std::uint8_t u8(std::size_t at) const {
        return at < bytes_.size() ? static_cast<std::uint8_t>(bytes_[at]) : std::uint8_t{0};
    }
    std::uint16_t u16(std::size_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
    std::uint32_t u32(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
    std::uint64_t u64(std::size_t at) const { return number(at, 8); }

  private:
    std::uint64_t number(std::size_t at, std::size_t size) const {
        if (!holds(at, size)) return 0;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value = value << 8 | u8(big_endian_ ? at + i : at + size - 1 - i);
        return value;
    }

    std::string_view bytes_;
    bool big_endian_;
};

}  // namespace sendguard

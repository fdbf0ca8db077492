#include "gate/proxy_protocol.h"

#include <algorithm>

namespace sendguard::gate {
namespace {

constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kFixed = 16;
constexpr std::size_t kMost = 4096;  // addresses and a few TLVs need some hundred

std::uint16_t two_bytes(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
    using Kind = ProxyHeader::Kind;
    ProxyHeader out;
    const auto start = bytes.substr(0, kSignature.size());
    if (start != kSignature.substr(0, start.size())) return {.kind = Kind::broken};
    if (bytes.size() < kFixed) return out;
    const auto command = static_cast<unsigned char>(bytes[12]);
    const auto family = static_cast<unsigned char>(bytes[13]);
    const std::size_t length = two_bytes(bytes, 14);
    if (command >> 4 != 2 || (command & 15) > 1 || length > kMost) return {.kind = Kind::broken};
    out.size = kFixed + length;
    if (bytes.size() < out.size) return out;
    out.kind = Kind::local;
    if ((command & 15) == 0) return out;
    const bool four = family == 0x11, six = family == 0x21;
    if ((!four && !six) || length < (four ? 12u : 36u)) return {.kind = Kind::broken};
    const std::size_t bytes_of_one = four ? 4 : 16;
    if (four) out.address.bytes[10] = out.address.bytes[11] = 0xff;
    std::ranges::copy(bytes.substr(kFixed, bytes_of_one),
                      out.address.bytes.begin() + (four ? 12 : 0));
    out.port = two_bytes(bytes, kFixed + 2 * bytes_of_one);
    out.kind = Kind::client;
    return out;
}

}  // namespace sendguard::gate

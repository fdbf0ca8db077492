// IP addresses and networks, as plain values: 16 bytes, IPv4 mapped into IPv6.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard {

struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const IpAddress&) const = default;
};

/// "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"; nullopt when it is none.
/// source: RFC 4291 2.2
std::optional<IpAddress> parse_ip(std::string_view text);
/// IPv4 in dotted form, IPv6 in its shortest.
std::string ip_text(const IpAddress& address);
bool is_loopback(const IpAddress& address);

/// A network: an address and how many of its 128 bits count.
struct Network {
    IpAddress address;
    std::uint8_t bits = 128;
    bool contains(const IpAddress& one) const;
};

/// "192.0.2.0/24", "2001:db8::/32", or an address alone; bits after the prefix must be zero.
std::optional<Network> parse_network(std::string_view text);
std::string network_text(const Network& network);  ///< "192.0.2.0/24"
bool contains(const std::vector<Network>& networks, const IpAddress& one);

}  // namespace sendguard

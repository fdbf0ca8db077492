#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace sendguard {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const IpAddress& address) {
    return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin());
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    if (text.size() > 45) return std::nullopt;
    const std::string copy(text);
    IpAddress out;
    std::array<std::uint8_t, 4> four{};
    if (::inet_pton(AF_INET, copy.c_str(), four.data()) == 1) {
        std::copy(kMapped.begin(), kMapped.end(), out.bytes.begin());
        std::copy(four.begin(), four.end(), out.bytes.begin() + 12);
        return out;
    }
    if (::inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1) return out;
    return std::nullopt;
}

std::string ip_text(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool four = is_mapped(address);
    ::inet_ntop(four ? AF_INET : AF_INET6, address.bytes.data() + (four ? 12 : 0), text.data(),
                text.size());
    return text.data();
}

bool is_loopback(const IpAddress& address) {
    if (is_mapped(address)) return address.bytes[12] == 127;
    IpAddress one;
    one.bytes[15] = 1;
    return address == one;
}

bool Network::contains(const IpAddress& one) const {
    const std::size_t whole = bits / 8u;
    if (std::memcmp(address.bytes.data(), one.bytes.data(), whole) != 0) return false;
    if (bits % 8u == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xff00u >> (bits % 8u));
    return (address.bytes[whole] & mask) == (one.bytes[whole] & mask);
}

std::optional<Network> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_ip(text.substr(0, slash));
    if (!address) return std::nullopt;
    Network out{*address, 128};
    if (slash == std::string_view::npos) return out;
    const bool four = text.substr(0, slash).find(':') == std::string_view::npos;
    std::uint8_t bits = 0;
    const auto digits = text.substr(slash + 1);
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (fault != std::errc() || end != digits.data() + digits.size() || bits > (four ? 32 : 128))
        return std::nullopt;
    out.bits = static_cast<std::uint8_t>(bits + (four ? 96 : 0));
    for (std::size_t i = out.bits; i < 128; ++i) {
        if ((address->bytes[i / 8] >> (7 - i % 8) & 1) != 0) return std::nullopt;
    }
    return out;
}

std::string network_text(const Network& network) {
    const int bits = is_mapped(network.address) ? network.bits - 96 : network.bits;
    return ip_text(network.address) + "/" + std::to_string(bits);
}

bool contains(const std::vector<Network>& networks, const IpAddress& one) {
    return std::ranges::any_of(networks,
                               [&](const Network& network) { return network.contains(one); });
}

}  // namespace sendguard

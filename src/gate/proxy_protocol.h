// The header that a load balancer puts before a connection to say whose it is, in its binary form.
// source: HAProxy's proxy-protocol.txt, version 2
#pragma once

#include <optional>
#include <string_view>

#include "base/network.h"

namespace sendguard::gate {

struct ProxyHeader {
    enum class Kind : unsigned char {
        more,    ///< more bytes are needed
        broken,  ///< this is no such header
        local,   ///< the balancer's own connection (a health check)
        client,  ///< `address` and `port` are the client's
    };
    Kind kind = Kind::more;
    std::size_t size = 0;  ///< bytes of the header
    IpAddress address;
    std::uint16_t port = 0;
};
ProxyHeader read_proxy_header(std::string_view bytes);

}  // namespace sendguard::gate

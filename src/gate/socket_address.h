// Socket addresses as values of ours, and listening sockets.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/network.h"
#include "base/result.h"

namespace sendguard::gate {

/// The address of an IPv4 or IPv6 peer, and its port; nullopt for any other family.
std::optional<IpAddress> address_of(const sockaddr& raw, std::uint16_t& port);

struct ListenOptions {
    std::uint32_t socket_mode = 0660;  ///< of a UNIX socket
    bool share = false;                ///< several sockets at one port (SO_REUSEPORT)
};
/// in:      endpoint - "127.0.0.1:10025" (port 0: any free one), "[::1]:25", "unix:/path",
///          "systemd:NAME" (passed by the service manager)
/// out:     a listening descriptor, the caller's
/// errors:  io (in use, no right to it), bad_policy (no such form, nothing passed by that name)
Result<int> listen_at(std::string_view endpoint, const ListenOptions& options);

/// "127.0.0.1:10025", "unix:/path": where a listening descriptor really is.
std::string endpoint_of(int descriptor);

}  // namespace sendguard::gate

// The way to a server, without saying how it is made: bytes in both directions, past the greeting,
// EHLO, STARTTLS and AUTH. The engine and the forwarder know only this; the real one is
// curl_module.cpp, the tests' is a script.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::forward {

class Channel {
  public:
    virtual ~Channel() = default;
    /// Sends all of `bytes`, waiting for room. On an error some of them may have left.
    /// errors: timeout, unavailable (the connection is gone)
    virtual Result<void> send(std::string_view bytes) = 0;
    /// What has arrived, at least one byte; waits for it at most `wait`. "" = closed by the server.
    /// errors: timeout (nothing came), unavailable (the connection broke)
    virtual Result<std::string> receive(std::chrono::milliseconds wait) = 0;
    /// For event loops: what to wait on, and the same without waiting. -1: there is nothing.
    virtual int descriptor() const { return -1; }
    /// Sends what goes at once. out: how many bytes; 0 = wait until it is writable
    /// errors: unavailable
    virtual Result<std::size_t> send_some(std::string_view bytes) {
        BOOST_OUTCOME_TRY(send(bytes));
        return bytes.size();
    }
    /// What has arrived, into `buffer`; nullopt = nothing yet, 0 = closed by the server.
    /// errors: unavailable
    virtual Result<std::optional<std::size_t>> receive_some(std::span<char> buffer) {
        auto bytes = receive(std::chrono::milliseconds(0));
        if (!bytes && bytes.error().code == Errc::timeout) return std::optional<std::size_t>();
        if (!bytes) return bytes.error();
        if (bytes.value().size() > buffer.size())
            return error(Errc::internal, "a channel gave more than there is room for");
        std::ranges::copy(bytes.value(), buffer.begin());
        return std::optional(bytes.value().size());
    }
};

enum class Tls : std::uint8_t { none, opportunistic, verify };

/// Plain values, for they cross into the module.
struct ChannelSettings {
    std::string host;  ///< name or address; IPv6 without brackets
    std::uint16_t port = 25;
    bool tls_from_start = false;  ///< smtps://
    Tls tls = Tls::verify;
    std::string ca_file;       ///< "" = the system's
    std::string helo_name;     ///< "" = this host's name
    std::string user;          ///< "" = no AUTH
    std::string password;      ///< one of the two when there is a user
    std::string bearer_token;  ///< XOAUTH2, OAUTHBEARER
    std::string mechanism;     ///< PLAIN, LOGIN, XOAUTH2 or "" (the best that is offered)
    std::chrono::milliseconds timeout{60000};
};

/// Why a channel did not open.
enum class OpenFault : std::uint8_t {
    none,
    unknown_host,
    no_connection,
    no_starttls,    ///< TLS is asked for and not offered, or STARTTLS was refused
    certificate,    ///< it is not the host's, or no known authority vouches for it
    tls,            ///< the handshake failed
    ca_file,        ///< our own file cannot be used
    login_refused,  ///< 535 and its like, or no mechanism in common
    refused,        ///< the greeting or EHLO was not a 2xx
    timeout,
    closed,
    other,
};

/// What came of opening: the channel, or what went wrong; in both cases what the server said.
struct Opening {
    std::unique_ptr<Channel> channel;  ///< null when it failed
    OpenFault fault = OpenFault::none;
    std::string stage;               ///< "connect", "EHLO", "STARTTLS", "AUTH": the last begun
    std::string words;               ///< the library's words for the fault
    std::vector<std::string> lines;  ///< every reply line in order, without line ends
};
using OpenChannel = std::function<Opening(const ChannelSettings&)>;

/// The module's one symbol: kCurlOpen of module "curl".
using CurlOpen = void (*)(const ChannelSettings& settings, Opening& opening);
inline constexpr const char* kCurlOpen = "sendguard_curl_open";

}  // namespace sendguard::forward

// The bytes to and from a client: TCP or a UNIX socket, in the clear or under TLS.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string_view>

#include "gate/loop.h"

namespace sendguard::gate {

using StreamSocket = asio::generic::stream_protocol::socket;

class ClientStream {
  public:
    ClientStream(Loop& loop, StreamSocket socket);
    /// What arrives next, in the loop's buffer: to be used before anything is awaited. "": the
    /// client hung up, or the deadline passed.
    Task<std::string_view> read();
    /// What is here already, without waiting; "" when nothing is.
    std::string_view read_now();
    /// false: the client is gone, or the deadline passed.
    Task<bool> write(std::string_view bytes);
    Task<bool> handshake(asio::ssl::context& context);
    Deadline& deadline() { return deadline_; }
    StreamSocket& socket() { return socket_; }
    /// The version and cipher, "TLSv1.3 TLS_AES_256_GCM_SHA384"; "" in the clear.
    std::string tls_text() const;

  private:
    StreamSocket socket_;
    std::unique_ptr<asio::ssl::stream<StreamSocket&>> tls_;
    Loop& loop_;
    Deadline deadline_;
};

}  // namespace sendguard::gate

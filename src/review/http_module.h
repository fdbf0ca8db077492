// The one symbol of module "http", and what goes over its border.
#pragma once

#include <cstdint>
#include <string>

#include "review/http_server.h"

namespace sendguard::review {

struct HttpListener {
    int descriptor = -1;           ///< listens already, blocking; the server's from then on
    std::string file;              ///< of a UNIX socket, taken away at the end; "" = none
    std::string certificate, key;  ///< PEM files; "" = no TLS
    std::uint64_t most_bytes = 0;
};

/// The server, the caller's; null: why stands in `fault`, and the socket is still the caller's.
using StartHttp = HttpServer* (*)(const HttpListener& listener, HttpCallbacks callbacks,
                                  std::string& fault);
inline constexpr const char* kStartHttp = "sendguard_start_http";

}  // namespace sendguard::review

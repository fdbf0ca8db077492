// The one symbol of module "metrics", and what goes over its border.
#pragma once

#include <cstdint>
#include <string>

#include "gate/metrics_server.h"

namespace sendguard::gate {

/// A socket that listens already; the server's from then on.
struct MetricsSocket {
    int descriptor = -1;  ///< blocking
    std::uint16_t port = 0;
    std::string file;  ///< of a UNIX socket, taken away at the end; "" = none
};

/// The server, the caller's; null: why stands in `fault`, and the socket is still the caller's.
using StartMetrics = MetricsServer* (*)(const MetricsSocket& socket, MetricsCallbacks callbacks,
                                        std::string& fault);
inline constexpr const char* kStartMetrics = "sendguard_start_metrics";

}  // namespace sendguard::gate

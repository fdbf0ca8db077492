// The HTTP listener for those who watch: /metrics (Prometheus's text format), /healthz (200 while
// the process lives), /readyz (200, or 503 with the reason). It has no login: keep it on loopback,
// a UNIX socket or a management network.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gate/health.h"
#include "gate/metrics.h"

namespace sendguard::gate {

/// Called on the listener's own thread.
struct MetricsCallbacks {
    std::function<std::vector<MetricFamily>()> snapshot;
    std::function<Readiness()> readiness;
};

class MetricsServer {
  public:
    /// Stops listening; waits for the request at hand.
    virtual ~MetricsServer() = default;
    virtual std::uint16_t port() const = 0;  ///< 0 for a UNIX socket
};

/// Listens from when it returns, on two threads of its own, on which all signals are blocked.
///
/// in:      endpoint - "127.0.0.1:9925", "[::1]:0" (any free port), "unix:PATH"
/// errors:  bad_policy (no such endpoint), unavailable (in use, no right to it), internal (module)
Result<std::unique_ptr<MetricsServer>> start_metrics(std::string_view endpoint,
                                                     MetricsCallbacks callbacks);

}  // namespace sendguard::gate

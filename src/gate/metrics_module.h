// The one symbol of module "metrics".
#pragma once

#include <string>

#include "gate/metrics_server.h"

namespace sendguard::gate {

/// The server, the caller's; null: why stands in `fault`.
using StartMetrics = MetricsServer* (*)(const std::string& endpoint, MetricsCallbacks callbacks,
                                        std::string& fault);
inline constexpr const char* kStartMetrics = "sendguard_start_metrics";

}  // namespace sendguard::gate

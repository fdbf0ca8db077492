#include "gate/metrics_server.h"

#include "base/module.h"
#include "gate/metrics_module.h"

namespace sendguard::gate {

Result<std::unique_ptr<MetricsServer>> start_metrics(std::string_view endpoint,
                                                     MetricsCallbacks callbacks) {
    BOOST_OUTCOME_TRY(auto* symbol, module_symbol("metrics", kStartMetrics));
    std::string fault;
    std::unique_ptr<MetricsServer> server(
        reinterpret_cast<StartMetrics>(symbol)(std::string(endpoint), std::move(callbacks), fault));
    if (!server) return error(Errc::unavailable, fault);
    return server;
}

}  // namespace sendguard::gate

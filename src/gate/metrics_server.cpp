#include "gate/metrics_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>

#include "base/module.h"
#include "gate/metrics_module.h"
#include "gate/socket_address.h"

namespace sendguard::gate {
namespace {

Result<MetricsSocket> open_socket(std::string_view endpoint) {
    auto descriptor = listen_at(endpoint, {});
    if (!descriptor) {
        const bool no_endpoint = descriptor.error().code == Errc::bad_policy;
        return error(no_endpoint ? Errc::bad_policy : Errc::unavailable,
                     fmt::format("service.metrics: {}", descriptor.error().message));
    }
    MetricsSocket out;
    out.descriptor = descriptor.value();
    // The worker waits in accept(2).
    ::fcntl(out.descriptor, F_SETFL, ::fcntl(out.descriptor, F_GETFL) & ~O_NONBLOCK);
    if (endpoint.starts_with("unix:")) {
        out.file = endpoint.substr(5);
    } else {
        const auto text = endpoint_of(out.descriptor);
        const auto colon = text.rfind(':');
        if (colon != std::string::npos)
            std::from_chars(text.data() + colon + 1, text.data() + text.size(), out.port);
    }
    return out;
}

}  // namespace

Result<std::unique_ptr<MetricsServer>> start_metrics(std::string_view endpoint,
                                                     MetricsCallbacks callbacks) {
    BOOST_OUTCOME_TRY(auto* symbol, module_symbol("metrics", kStartMetrics));
    BOOST_OUTCOME_TRY(const auto socket, open_socket(endpoint));
    std::string fault;
    std::unique_ptr<MetricsServer> server(
        reinterpret_cast<StartMetrics>(symbol)(socket, std::move(callbacks), fault));
    if (server) return server;
    ::close(socket.descriptor);
    if (!socket.file.empty()) ::unlink(socket.file.c_str());
    return error(Errc::unavailable, fmt::format("service.metrics: {}", fault));
}

}  // namespace sendguard::gate

#include "review/http_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/module.h"
#include "gate/socket_address.h"
#include "review/http_module.h"

namespace sendguard::review {

Result<HttpOpened> start_http(const policy::Service& service, std::uint64_t most_bytes,
                              HttpCallbacks callbacks) {
    const auto& http = service.http;
    BOOST_OUTCOME_TRY(auto* symbol, module_symbol("http", kStartHttp));
    BOOST_OUTCOME_TRY(const auto descriptor,
                      gate::listen_at(http.listen, {.socket_mode = http.socket_mode}));
    HttpListener listener{.descriptor = descriptor,
                          .file = {},
                          .certificate = {},
                          .key = {},
                          .most_bytes = most_bytes};
    // The worker waits in accept(2).
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    if (http.listen.starts_with("unix:")) listener.file = http.listen.substr(5);
    if (http.tls) {
        listener.certificate = service.certificate;
        listener.key = service.private_key;
    }
    HttpOpened out;
    out.endpoint = gate::endpoint_of(descriptor);
    std::string fault;
    out.server.reset(reinterpret_cast<StartHttp>(symbol)(listener, std::move(callbacks), fault));
    if (out.server) return out;
    ::close(descriptor);
    if (!listener.file.empty()) ::unlink(listener.file.c_str());
    return error(Errc::bad_policy, fmt::format("service.http: {}", fault));
}

}  // namespace sendguard::review

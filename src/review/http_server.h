// The listener of the API and the page.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "policy/service.h"
#include "review/http.h"

namespace sendguard::review {

/// Called on the listener's own threads, several at once.
struct HttpCallbacks {
    /// A refusal before the body is read, or nullopt; `body_bytes`: its announced size.
    std::function<std::optional<Response>(const Request& head, std::uint64_t body_bytes)> head;
    std::function<Response(const Request& request)> answer;
};

class HttpServer {
  public:
    /// Stops listening; waits for the requests at hand.
    virtual ~HttpServer() = default;
};

struct HttpOpened {
    std::unique_ptr<HttpServer> server;
    std::string endpoint;  ///< where it listens: "127.0.0.1:8025"
};
/// Listens from when it returns.
/// in:     most_bytes - of a body
/// errors: bad_policy (certificate, no such endpoint), unavailable (in use), internal (module)
Result<HttpOpened> start_http(const policy::Service& service, std::uint64_t most_bytes,
                              HttpCallbacks callbacks);

}  // namespace sendguard::review

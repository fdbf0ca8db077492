// The door of the API and of the page: finds the route, asks who it is, and answers. Knows no HTTP
// library.
#pragma once

#include <cstdint>
#include <optional>

#include "review/core.h"

namespace sendguard::review {

class App {
  public:
    explicit App(CoreParts parts) : core_(std::move(parts)) {}

    /// Reads who may come in, as the policy names the files.
    /// errors: not_found, bad_policy, io; then all stays as it was
    Result<void> reload(const policy::Policy& policy);

    /// Before a body is read: a refusal, or nullopt. Nobody makes us read megabytes without a
    /// token.
    std::optional<Response> refuse_head(const Request& head, std::uint64_t body_bytes);
    /// Never throws; the headers that keep a browser from harm are on every answer.
    Response answer(const Request& request);

    Core& core() { return core_; }

  private:
    Response dispatch(const Request& request);

    Core core_;
};

}  // namespace sendguard::review

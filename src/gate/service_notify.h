// What a service manager is told, and the socket by which a person reloads a service.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::gate {

/// "READY=1" to the socket in NOTIFY_SOCKET; nothing when there is none. source: sd_notify(3)
void notify_service(std::string_view state);

/// Answers `reload` on a UNIX socket that only its owner may use, with one line: "ok sha256:...",
/// or "error" and the faults in the lines after it.
class ControlSocket {
  public:
    virtual ~ControlSocket() = default;
};
/// in:      reload - gives the new policy's digest; called on a thread of the socket's own
/// errors:  io (in use, no such folder)
Result<std::unique_ptr<ControlSocket>> start_control(const std::string& path,
                                                     std::function<Result<std::string>()> reload);

/// Asks the service at `path` to reload. out: what it answered
/// errors: unavailable (nobody listens there), timeout
Result<std::string> ask_reload(const std::string& path);

}  // namespace sendguard::gate

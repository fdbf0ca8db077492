// `send-guard serve`: the SMTP gate as a service.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "base/log.h"
#include "base/result.h"
#include "gate/hold_service.h"
#include "policy/load.h"

namespace sendguard::gate {

/// What a service beside the listeners works with; it outlives that service.
struct BesideParts {
    PolicyNow policy;
    HoldService* holds = nullptr;       ///< null: no store
    HistoryLearner* learner = nullptr;  ///< null: no history
    const Log& log;
};
/// A service that `serve` runs beside its listeners: review/ makes one, the HTTP API and the page.
class Beside {
  public:
    virtual ~Beside() = default;
    /// Makes ready what it needs under a new policy; counts once the policy does.
    /// errors: bad_policy: the new policy is refused
    virtual Result<void> reload(const policy::Policy& policy) = 0;
};
/// out: null where the policy asks for none
using StartBeside = std::function<Result<std::unique_ptr<Beside>>(BesideParts parts)>;

struct ServeOptions {
    std::filesystem::path policy;
    policy::LoadOptions load;
    unsigned loops = 0;  ///< event loops, a thread each; 0: one a core
    StartBeside beside = {};
};

/// Serves until SIGTERM or SIGINT; SIGHUP reloads the policy. Logs where it listens
/// (event=listening), then that it is ready.
/// errors: bad_policy (with the faults' text), io (a listener cannot be opened)
Result<void> run_serve(const ServeOptions& options, const Log& log);

}  // namespace sendguard::gate

// `send-guard serve`: the SMTP gate as a service.
#pragma once

#include <filesystem>

#include "base/log.h"
#include "base/result.h"
#include "policy/load.h"

namespace sendguard::gate {

struct ServeOptions {
    std::filesystem::path policy;
    policy::LoadOptions load;
    unsigned loops = 0;  ///< event loops, a thread each; 0: one a core
};

/// Serves until SIGTERM or SIGINT; SIGHUP reloads the policy. Logs where it listens
/// (event=listening), then that it is ready.
/// errors: bad_policy (with the faults' text), io (a listener cannot be opened)
Result<void> run_serve(const ServeOptions& options, const Log& log);

}  // namespace sendguard::gate

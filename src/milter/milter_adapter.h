// libmilter around gate/milter_session.h: its callbacks, its socket and its threads. It stands in a
// program of its own, for it has its own licence and ends its process on SIGHUP.
#pragma once

#include <cstdint>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "gate/milter_session.h"
#include "gate/policy_holder.h"

namespace sendguard::milter {

/// Opens the socket. A UNIX socket that nobody listens at any more is replaced. Call once.
/// in:      listen - "unix:/path", "127.0.0.1:8891", "[::1]:8891" (port 0: any free one)
/// out:     where it listens
/// errors:  io (in use, no right to it), bad_policy (no such form)
Result<std::string> open_milter(const std::string& listen, std::uint32_t socket_mode);

/// What the callbacks use; it must live as long as the process, since threads of libmilter's may
/// still be at work when serve_milter() has come back.
struct MilterWorld {
    const gate::PolicyHolder& policies;  ///< with a policy in force
    const Log& log;
    gate::MilterShared shared;
};

/// Serves until SIGTERM, SIGINT or SIGHUP, which must be blocked in every thread.
/// errors: internal
Result<void> serve_milter(MilterWorld& world);

}  // namespace sendguard::milter

// Meets what an SmtpSession wants, for one client: bytes, TLS, logins, the next hop, the verdict.
#pragma once

#include <memory>
#include <string>

#include "gate/client_stream.h"
#include "gate/hop_transaction.h"
#include "gate/server_state.h"
#include "gate/smtp_session.h"

namespace sendguard::gate {

/// What a loop lends to its sessions.
struct LoopParts {
    ServerState& state;
    Loop& loop;
    HopPool& hops;
};

/// Serves one client to its end. The socket is connected; `listener` is an index into the service's
/// listeners of `in_force`.
Task<> serve_client(LoopParts parts, std::shared_ptr<const InForce> in_force, std::size_t listener,
                    StreamSocket socket);

}  // namespace sendguard::gate

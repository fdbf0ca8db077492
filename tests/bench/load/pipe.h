// A proxy filter that does nothing: each connection is joined to one of its own to the next hop,
// and bytes go to and fro unread. What any proxy filter costs at least.
#pragma once

#include "bench/load/net.h"

namespace sendguard::bench {

/// Serves until it is ended by a signal.
void run_pipe(const Endpoint& at, const Endpoint& next_hop);

}  // namespace sendguard::bench

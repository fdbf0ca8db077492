// The load sink: takes every message over SMTP, keeps none, keeps connections. One thread, one
// epoll set, one write a turn, and the text is searched for its end where it was read.
#pragma once

#include "bench/load/net.h"

namespace sendguard::bench {

/// Serves until SIGTERM. On SIGUSR1 it prints what came since the last time, one line:
///   sink messages=N bytes=N connections=N seconds=S      from the first to the last final dot
void run_sink(const Endpoint& at);

}  // namespace sendguard::bench

// The load client: one thread, one epoll set, N sessions that send messages as fast as they are
// taken. A session is EHLO, then MAIL, RCPT, DATA and the text a message, then QUIT; each turn is
// one write. The texts are shared by all sessions and never copied.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/load/net.h"

namespace sendguard::bench {

struct LoadPlan {
    Endpoint target;
    std::uint32_t sessions = 1;
    std::uint32_t messages = 1;
    std::uint32_t per_session = 1;  ///< messages a connection; 0 = all in one
    bool pipeline = false;          ///< MAIL, RCPT and DATA in one write
    double seconds = 60;            ///< then no further message is begun
    std::string sender = "press@example.org";
    std::string recipient = "desk@example.com";
    std::vector<std::string> texts;  ///< as for_the_wire() makes them; sent in turn
};

struct LoadResult {
    /// From connect() - in later messages of a connection from MAIL - to the final 250.
    std::vector<std::int64_t> latencies_ns;
    std::uint64_t bytes = 0;
    double seconds = 0;
    std::uint32_t failed = 0;   ///< messages refused, or whose connection broke
    std::string first_failure;  ///< the reply
};

/// CRLF line ends, dots stuffed, the final dot: all that follows DATA.
std::string for_the_wire(std::string_view mail);

/// Ends when all messages have their answer, or when nothing has moved for two minutes.
LoadResult send_load(const LoadPlan& plan);

}  // namespace sendguard::bench

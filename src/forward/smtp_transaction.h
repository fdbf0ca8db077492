// One message over an open SMTP channel: MAIL, RCPT, DATA, the data, the final dot. No sockets
// here: a Channel carries the bytes, so that every way in which a server can fail is a test with a
// script.
//
// What may have happened to the message is decided by one line: the final dot. Before the last
// piece of the data (which holds the dot) leaves, nothing was sent, whatever goes wrong: deferred
// or refused. From then on, only a reply tells; without one the outcome is unknown, and nobody may
// send it again without thought.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "forward/channel.h"
#include "forward/forward.h"
#include "forward/smtp_reply.h"

namespace sendguard::forward {

struct TransactionSettings {
    std::string server;                        ///< "mail.example.org:587", for texts
    std::chrono::milliseconds timeout{60000};  ///< for each reply
    /// For the reply to the final dot, times `timeout`: the server may scan or deliver first, and
    /// giving up leaves the outcome unknown. source: RFC 5321 4.5.3.2.6 (10 minutes)
    int final_patience = 10;
};

struct RanTransaction {
    Receipt receipt;        ///< without `target`
    bool in_order = false;  ///< the channel would understand a command; else it is spent
};

/// Runs one transaction. QUIT is not said: the channel may carry another.
///
/// With all_or_none MAIL and the RCPTs are pipelined but DATA waits for all their replies: a server
/// that answered 354 beside a refused recipient could only be stopped by hanging up. Every
/// recipient is asked even after one was refused, so that a person learns of all of them at once.
///
/// in:      ehlo - the capabilities of the server's last EHLO answer
/// errors:  bad_input (no recipients, an address or DSN value that must not reach a command)
/// source:  RFC 5321, 2920 (pipelining), 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8), 3461 (DSN)
Result<RanTransaction> run_transaction(Channel& channel, const Capabilities& ehlo,
                                       const Transaction& transaction,
                                       const TransactionSettings& settings);

/// A courtesy: whatever the server says to it, or does not, what it took is settled.
void say_quit(Channel& channel, std::chrono::milliseconds timeout);

/// Whether `transaction` could be sent to any server, before one is called.
/// errors: bad_input
Result<void> check_transaction(const Transaction& transaction);

}  // namespace sendguard::forward

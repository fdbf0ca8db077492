// ACT: hands a message to the next hop. What the server answered, for each recipient and at the
// end, comes back in its own words. Nothing is sent twice and nothing partly: see Outcome.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace sendguard::forward {

/// One SMTP reply. source: RFC 5321 4.2, RFC 2034
struct Reply {
    int code = 0;                    ///< 250; 0: none came
    std::vector<std::string> lines;  ///< text after the code, a line each, as the server sent it
    std::string text() const;        ///< "250 2.0.0 Ok: queued as 4F2"; lines joined with " / "
};

/// What is to be sent. Bytes go out with CRLF line ends and dots stuffed; nothing else changes.
struct Transaction {
    std::string sender;  ///< "" is the null sender
    std::vector<std::string> recipients;
    std::string_view message;  ///< header and body; Bcc and our own fields already off
    std::string envid, ret;    ///< DSN (RFC 3461); "" = not asked
    std::string notify;        ///< DSN NOTIFY= for each recipient
    bool all_or_none = true;   ///< one refused recipient: nothing is sent
    /// Called just before the data are ended, when nothing has been taken yet. An Error: nothing
    /// is sent, the outcome is deferred with its words.
    std::function<Result<void>()> before_dot = {};
};

enum class Outcome : std::uint8_t {
    sent,      ///< the server took it for every recipient
    partly,    ///< taken for some (only without all_or_none)
    refused,   ///< a 5xx: for good
    deferred,  ///< a 4xx, or the server could not be reached: try later, nothing was sent
    unknown,   ///< the server vanished after the final dot: it may or may not have it
};
std::string_view outcome_name(Outcome outcome);

struct RecipientReply {
    std::string recipient;
    Reply reply;
};
struct Receipt {
    Outcome outcome = Outcome::deferred;
    Reply final_reply;  ///< of the final dot, or of the command that ended it
    std::string stage;  ///< "connect", "MAIL", "RCPT", "DATA", "end of data"
    std::vector<RecipientReply> recipients;
    std::string target;  ///< "smtp://host:25" or "maildir:PATH"
    std::string detail;  ///< for a person: what happened and what to do
};

/// May be used by several threads at once.
class Forwarder {
  public:
    virtual ~Forwarder() = default;
    /// Never throws; a fault of the transport is an outcome, not an Error. An Error means that the
    /// transaction itself cannot be sent (an address with CR, LF or NUL; no recipients) or that the
    /// settings are faulty (no password file).
    virtual Result<Receipt> forward(const Transaction& transaction) = 0;
    /// To be called now and then: lets go of connections that were kept for a next mail and are
    /// not used.
    virtual void rest() {}
};

/// The forwarder for the settings' URL: smtp://, smtps:// or maildir:.
/// errors: bad_policy (unknown scheme, unreadable credentials)
Result<std::unique_ptr<Forwarder>> make_forwarder(const policy::NextHop& next_hop);

/// The bytes that leave: `message` with every line end CRLF, without the header fields named.
/// in: drop - field names, ASCII case ignored; add - whole lines to put first, without line ends
std::string outgoing_bytes(std::string_view message, const std::vector<std::string>& drop,
                           const std::vector<std::string>& add);

}  // namespace sendguard::forward

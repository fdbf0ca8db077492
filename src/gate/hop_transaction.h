// One message on its way to the next hop, while the client waits: recipients are asked one by one
// and answered in the next hop's words; the data follows after the verdict.
//
// The envelope is remembered, so that it can be said again: on a fresh connection when a kept one
// turns out to be dead, and after a slow client had its connection taken away for others. Nothing
// is said twice once the final dot has left: then only the reply tells, and without one the outcome
// is unknown.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gate/hop_connection.h"
#include "gate/message_store.h"
#include "gate/refusal.h"
#include "gate/smtp_session.h"

namespace sendguard::gate {

/// The bytes that leave: `head` in place of the first `rest_from` bytes of the store.
struct Outgoing {
    std::string head;
    std::uint64_t rest_from = 0;
    const MessageStore* store = nullptr;  ///< dots stuffed, CRLF line ends
    bool eight_bit = false;               ///< a byte over 127 anywhere
    bool utf8_header = false;             ///< the header is UTF-8 and not ASCII
};

struct Delivered {
    forward::Outcome outcome = forward::Outcome::deferred;
    SmtpReply reply;     ///< for the client: the next hop's own, or 451
    std::string detail;  ///< for the log
};

class HopTransaction {
  public:
    HopTransaction(HopPool& pool) : pool_(pool) {}
    ~HopTransaction() { abort(); }

    /// in: told - what XFORWARD says of the client; sent on when the next hop takes it
    void begin(std::shared_ptr<HopTarget> target, EnvelopePath sender,
               std::map<std::string, std::string> told);
    bool begun() const { return target_ != nullptr; }
    /// One reply for each of `asked`, in order. Never fails: what goes wrong is a 451.
    Task<std::vector<SmtpReply>> recipients(const std::vector<EnvelopePath>& asked);
    Task<Delivered> deliver(const Outgoing& outgoing);
    /// Gives the connection to others; the envelope is said again when the message has come.
    void park();
    bool holds_connection() const { return connection_ != nullptr; }
    /// Ends it; nothing was sent.
    void abort();

  private:
    struct Asked;
    Task<Result<void>> connect(bool fresh);
    Task<Result<void>> say(const std::vector<EnvelopePath>& asked, std::vector<SmtpReply>& replies);
    Task<Result<void>> say_again();
    Task<Result<Delivered>> data(const Outgoing& outgoing, bool& dot_left);
    Task<Result<void>> send_body(const Outgoing& outgoing, bool& dot_left);
    std::vector<std::string> opening_commands() const;
    std::string recipient_command(const EnvelopePath& one) const;
    std::string passed(const std::vector<Parameter>& parameters) const;
    std::optional<Delivered> impossible(const Outgoing& outgoing) const;
    void settle(bool in_order);

    HopPool& pool_;
    std::shared_ptr<HopTarget> target_;
    std::unique_ptr<HopConnection> connection_;
    EnvelopePath sender_;
    std::map<std::string, std::string> told_;
    std::vector<EnvelopePath> taken_;
    bool open_ = false;       ///< the connection has seen our MAIL
    SmtpReply sender_reply_;  ///< of MAIL, when it was no 2xx; code 250 else
    SmtpReply broken_;        ///< why the message cannot be delivered any more; code 250: it can
};

}  // namespace sendguard::gate

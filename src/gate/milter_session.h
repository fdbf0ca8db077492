// One connection of a mail server's milter client, without libmilter: what the server tells comes
// in as calls, what it is told goes out as a decision.
//
// The message is put together as the server shows it, so that it reads as the file would: header
// fields with their own blanks and folds, CRLF line ends.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gate/mail_gate.h"
#include "gate/smtp_log.h"

namespace sendguard::gate {

struct MilterAnswer {
    enum class Kind : std::uint8_t { accept, reject, tempfail, quarantine };
    Kind kind = Kind::tempfail;
    SmtpReply reply;          ///< of reject and tempfail
    std::string reason;       ///< of quarantine
    std::string warn_header;  ///< value of the Send-Guard field to put in; "" = none
    /// Fields to take off: the name, and which of that name (1-based), the last first.
    std::vector<std::pair<std::string, int>> remove;
    DecisionRecord record;
};

class MilterSession {
  public:
    void connect(std::optional<IpAddress> client) { identity_.client = client; }
    /// What the macros told; "" = not known.
    void login(std::string_view user);
    void daemon(std::string_view name) { identity_.listener = name; }
    /// in: sender - with or without < and >
    void mail(std::string_view sender);
    void recipient(std::string_view recipient);
    /// in: value - with the blank after the colon, folded with LF or CRLF
    void header(std::string_view name, std::string_view value);
    void end_of_header();
    void body(std::string_view bytes);
    /// Whether the message is larger than `most`; it need not be kept then.
    bool larger_than(std::uint64_t most) const { return bytes_ > most; }
    MilterAnswer end_of_message(const policy::Policy& policy, std::string_view queue_id,
                                Timestamp now, check::Workspace& workspace);
    /// The message is over; the connection may bring another one.
    void abort();

  private:
    check::Identity identity_;
    std::optional<std::string> sender_;
    std::vector<std::string> recipients_;
    std::vector<std::pair<std::string, int>> own_fields_;  ///< that must not leave
    std::vector<std::pair<std::string, int>> seen_;        ///< how many of each so far
    std::string message_;
    std::uint64_t bytes_ = 0;
};

/// The mode of the milter by its policy.
policy::Mode milter_mode(const policy::Service& service);

}  // namespace sendguard::gate

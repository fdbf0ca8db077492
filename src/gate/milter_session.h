// One connection of a mail server's milter client, without libmilter: what the server tells comes
// in as calls, what it is told goes out as a decision at the end of each message.
//
// The message is put together as the server shows it, so that it reads as the file would: header
// fields with their own blanks and folds, CRLF line ends.
// Failures: no stage before the end of a message is answered, so whatever fails on the way (memory,
// spool file) is kept and makes that message a temporary failure at its end.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/hold_service.h"
#include "gate/mail_gate.h"
#include "gate/message_store.h"
#include "gate/smtp_log.h"

namespace sendguard::gate {

/// What all sessions of a running milter share.
struct MilterShared {
    MemoryBudget memory;
    /// Large messages are judged one at a time: each needs many times its size.
    std::timed_mutex large;
    HoldService* holds = nullptr;       ///< null: no store
    HistoryLearner* learner = nullptr;  ///< null: no history
};

struct MilterAnswer {
    /// discard: kept in the hold store; the client is told that it was taken
    enum class Kind : std::uint8_t { accept, reject, tempfail, quarantine, discard };
    Kind kind = Kind::tempfail;
    SmtpReply reply;          ///< of reject and tempfail
    bool utf8 = false;        ///< the reply may be more than ASCII
    std::string reason;       ///< of quarantine
    std::string warn_header;  ///< value of the Send-Guard field to put in, folds with LF; "" = none
    /// Fields to take off: the name, and which of that name (1-based), the last first.
    std::vector<std::pair<std::string, int>> remove;
    DecisionRecord record;
};

class MilterSession {
  public:
    explicit MilterSession(MilterShared& shared) : shared_(shared) {}

    void connect(std::optional<IpAddress> client, std::string_view listener);
    /// Begins a message, which is judged by `policy` whatever is reloaded meanwhile.
    /// in: sender - with or without < and >; login - "" = nobody logged in;
    ///     utf8 - MAIL had SMTPUTF8, so that the reply may be more than ASCII
    void mail(std::shared_ptr<const policy::Policy> policy, std::string_view sender,
              std::string_view login, bool utf8 = false);
    /// in: recipient - one that the mail server accepted, with or without < and >
    void recipient(std::string_view recipient);
    /// in: value - with the blank after the colon, folded with LF or CRLF
    void header(std::string_view name, std::string_view value);
    void end_of_header();
    /// in: bytes - a piece of the body, CRLF line ends
    void body(std::string_view bytes);
    /// Something failed at a stage that is not answered: the message will be deferred.
    void fail() noexcept { failed_ = true; }
    /// Judges the message and forgets it. in: queue_id - the mail server's; "" = not known
    MilterAnswer end_of_message(std::string_view queue_id, Timestamp now,
                                check::Workspace& workspace);
    /// The message is over; the connection may bring another one.
    void abort() noexcept;

  private:
    struct Message {
        Message(MilterShared& shared, std::shared_ptr<const policy::Policy> policy_in)
            : policy(std::move(policy_in)),
              store(shared.memory, policy->service.spool, policy->service.limits.spool_over) {}
        std::shared_ptr<const policy::Policy> policy;
        draft::Envelope envelope;
        bool utf8 = false;
        MessageStore store;
        std::uint64_t bytes = 0;                              ///< also those not kept
        std::vector<std::pair<std::string, int>> own_fields;  ///< that must not leave
        std::string fault;                                    ///< why it cannot be checked
    };

    bool keeps(std::uint64_t more);
    void kept();
    MailDecision judge(Message& message, MailInput& input, check::Workspace& workspace);
    MilterAnswer answer_to(Message& message, MailDecision decision) const;
    MilterAnswer keep(Message& message, const MailDecision& decision, const MailInput& input) const;
    DecisionRecord record_of(const Message& message, const MailDecision& decision) const;

    MilterShared& shared_;
    check::Identity identity_;
    std::optional<Message> message_;
    bool failed_ = false;
};

/// The mode of the milter by its policy.
policy::Mode milter_mode(const policy::Service& service);

}  // namespace sendguard::gate

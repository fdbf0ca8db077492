// One client of the SMTP gate: the parts of smtp_driver.cpp and smtp_mail.cpp know each other by
// it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gate/mail_gate.h"
#include "gate/smtp_driver.h"
#include "gate/smtp_log.h"

namespace sendguard::gate {

class Client {
  public:
    Client(LoopParts parts, std::shared_ptr<const InForce> in_force, std::size_t index,
           StreamSocket socket)
        : parts_(parts),
          state_(parts.state),
          in_force_(std::move(in_force)),
          index_(index),
          stream_(parts.loop, std::move(socket)),
          store_(state_.memory, in_force_->policy->service.spool, limits().spool_over),
          hop_(parts.hops),
          park_(parts.loop, [this] { hop_.park(); }) {}

    Task<> serve();

  private:
    Task<bool> arrive();
    Task<bool> handshake();
    Task<bool> proxy_header();
    Task<bool> flush(SmtpSession& session);
    Task<bool> more(SmtpSession& session);
    Task<> recipients(SmtpSession& session);
    Task<> message(SmtpSession& session);
    Task<> login(SmtpSession& session);
    Result<std::shared_ptr<const std::string>> whole_message(bool dotted);
    Task<MailDecision> judge(SmtpSession& session);
    Task<SmtpReply> hand_on(SmtpSession& session, const MailDecision& decision,
                            DecisionRecord& record);
    Task<bool> want(SmtpSession& session, SmtpSession::Want want);
    SessionSettings settings() const;
    /// As count_sent(), where the sender is counted. Waits for the disk.
    Result<std::vector<check::SentCount>> count(const MailInput& mail) const;
    Task<SmtpReply> keep(SmtpSession& session, const MailDecision& decision,
                         DecisionRecord& record);
    DecisionRecord record_of(const SmtpSession& session, const MailDecision& decision) const;
    MailInput mail_input(const SmtpSession& session) const;
    std::vector<std::string> received_line(const SmtpSession& session) const;
    check::Identity identity(const SmtpSession& session) const;
    std::map<std::string, std::string> told(const SmtpSession& session) const;
    std::optional<SmtpReply> refused_by_rule(const SmtpSession& session, const EnvelopePath& one);
    bool from_here() const { return local_ || (address_ && is_loopback(*address_)); }
    bool named(const std::vector<Network>& networks) const;
    bool may_send() const;
    bool still_may_send(const SmtpSession& session) const;
    const policy::Service& service() const { return in_force_->policy->service; }
    const policy::Listener& listener() const { return service().listeners[index_]; }
    const policy::ServiceLimits& limits() const { return service().limits; }
    policy::Mode mode() const { return listener().mode.value_or(service().mode); }
    Deadline::Clock::duration idle() const;

    LoopParts parts_;
    ServerState& state_;
    std::shared_ptr<const InForce> in_force_;  ///< constant within a transaction
    std::size_t index_;                        ///< of the listener; reloads keep their order
    ClientStream stream_;
    MessageStore store_;
    HopTransaction hop_;
    Deadline park_;
    std::optional<IpAddress>
        address_;  ///< the client's; of the balancer's word where it is believed
    std::uint16_t port_ = 0;
    bool local_ = false;  ///< a UNIX socket
    std::uint64_t id_ = 0;
    std::optional<policy::SenderKind> kind_;  ///< of who logged in
    std::uint64_t seen_transactions_ = 0;
    std::vector<std::string> refused_;  ///< recipients that a rule refused
    Deadline::Clock::time_point data_since_{};
};

}  // namespace sendguard::gate

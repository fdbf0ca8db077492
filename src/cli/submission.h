// A message with its envelope on its way through the `sendmail` gate: completed, judged, handed to
// the next hop. How it came in (arguments and standard input, or SMTP on them) is the callers'.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/console.h"
#include "forward/forward.h"
#include "gate/answers.h"
#include "gate/hold_service.h"
#include "gate/mail_gate.h"
#include "policy/policy.h"

namespace sendguard::cli {

/// How it ended, when it did not end well.
struct Failure {
    gate::SendExit exit = gate::SendExit::software;
    /// RFC 3463, "5.7.1". Callers that read it do what it says rather than the exit code.
    std::string enhanced;
    std::string text;  ///< what is wrong and what to do, a line
    std::vector<std::string> lines = {};
};
/// nullopt: it ended well.
using Ending = std::optional<Failure>;

/// An address that cannot be sent to.
Failure bad_address(const Error& fault);

struct Submission {
    std::string message;  ///< with_crlf()'s
    /// nullopt: the one in Sender or From, else the user's own.
    std::optional<std::string> sender;
    std::vector<std::string> recipients;
    std::string from_name;           ///< when From is missing
    std::string notify, ret, envid;  ///< DSN, "" = not asked
};

class SubmissionGate {
  public:
    explicit SubmissionGate(Console& console) : console_(console) {}

    /// Loads the policy: the one named or the system's, none else, since a file in a working
    /// directory must never loosen a gate. All else comes after it.
    Ending load(const std::optional<std::string>& path);
    const policy::Service& service() const { return policy_->service; }
    const std::string& host() const { return host_; }
    /// What completes a bare local part.
    const std::string& domain() const { return domain_; }

    /// The whole way of a message. nullopt: the next hop has it, see receipt(). Never throws.
    Ending submit(Submission mail);
    const forward::Receipt& receipt() const { return receipt_; }
    /// The reply of a hold that was kept; empty lines: it was not held.
    const gate::SmtpReply& kept() const { return kept_; }

  private:
    Ending run(Submission& mail);
    Ending check_limits(const Submission& mail) const;
    Ending complete(Submission& mail);
    Ending decide(const Submission& mail);
    Ending hand_on(const Submission& mail, const gate::MailDecision& decision);
    static Failure store_failed(const Error& fault);
    /// Opens the store, and counts the mail where its sender is counted.
    /// out: whether mail is frozen
    Result<bool> look_at_store(gate::MailInput& input, gate::HoldDesk& holds) const;
    Ending keep(hold::Desk& desk, const gate::MailInput& input, const gate::MailDecision& decision);
    void say_observed(const gate::MailDecision& decision);
    /// The verdict of a mail that was not held.
    void note(const gate::MailInput& input, const gate::MailDecision& decision,
              gate::MailAction action);

    Console& console_;
    std::shared_ptr<const policy::Policy> policy_;
    std::string host_, domain_, login_;
    std::shared_ptr<const std::string> bytes_;
    Timestamp now_{};
    forward::Receipt receipt_;
    gate::SmtpReply kept_{.lines = {}};
    bool handed_on_ = false;  ///< the next hop was called, and may have the mail
};

}  // namespace sendguard::cli

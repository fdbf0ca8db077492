// The hold store of a running gate: keeps what the policy holds, and looks after it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/result.h"
#include "gate/mail_gate.h"
#include "hold/caretaker.h"
#include "policy/policy.h"

namespace sendguard::gate {

using PolicyNow = std::function<std::shared_ptr<const policy::Policy>()>;

/// Store and desk of a policy's settings, for commands as well as for gates.
struct HoldDesk {
    std::unique_ptr<hold::Store> store;
    std::unique_ptr<hold::Desk> desk;
};
/// errors: bad_policy (no store is set, a faulty key file), unavailable
Result<HoldDesk> open_desk(const policy::Policy& settings, PolicyNow policy);

/// Whether the mail is kept: a hold where there is a store, and everything where there is an undo
/// window.
bool keeps(const MailDecision& decision, const policy::Service& service, policy::Mode mode);
/// Keeps a mail; ready at once when nothing is missing.
/// errors: as Desk::submit()
Result<hold::Hold> keep(hold::Desk& desk, const MailInput& input);
/// What the client is told: 250 2.0.0 with the id, and who is asked.
SmtpReply kept_reply(const hold::Hold& hold, const check::Evaluation& evaluation);

/// One round of releases, without a service that runs. Notices are sent, too.
/// out:    how many were tried
/// errors: bad_policy (no next hop), unavailable
Result<std::size_t> release_round(HoldDesk& holds, const policy::Policy& policy);

/// The thread that releases, reminds and forgets.
class HoldService {
  public:
    /// errors: as open_desk(), and bad_policy (no next hop)
    static Result<std::unique_ptr<HoldService>> start(PolicyNow policy, const Log& log);
    ~HoldService();

    hold::Desk& desk() { return *opened_.desk; }
    /// Something may be ready: the next round comes now.
    void wake();

  private:
    HoldService(HoldDesk opened, std::unique_ptr<forward::Forwarder> forwarder, PolicyNow policy,
                const Log& log);
    void run();

    HoldDesk opened_;
    std::unique_ptr<forward::Forwarder> forwarder_;
    PolicyNow policy_;
    const Log& log_;
    hold::Releaser releaser_;
    hold::Caretaker caretaker_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool wake_ = false, stop_ = false;
    std::thread thread_;
};

}  // namespace sendguard::gate

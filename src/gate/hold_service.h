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
#include "gate/verdict_log.h"
#include "hold/caretaker.h"
#include "policy/policy.h"

namespace sendguard::gate {

using PolicyNow = std::function<std::shared_ptr<const policy::Policy>()>;

/// Store and desk of a policy's settings, for commands as well as for gates.
struct HoldDesk {
    std::unique_ptr<hold::Store> store;
    std::unique_ptr<hold::Desk> desk;
    std::shared_ptr<StoredHistories> histories;  ///< null: the policy has none
};
/// errors: bad_policy (no store is set, a faulty key file), unavailable
Result<HoldDesk> open_desk(const policy::Policy& settings, PolicyNow policy);

/// Whether the mail is kept: a hold where there is a store, what names its alternates, and
/// everything where there is an undo window or mail is frozen.
bool keeps(const MailDecision& decision, const policy::Service& service, policy::Mode mode,
           bool frozen);

/// Whether mail of that sender is counted: some rule asks for a rate, and it is no person.
bool is_counted(const policy::Policy& policy, const check::Identity& identity);
/// Counts the mail, and how much there was in each of the policy's rate windows.
/// errors: unavailable (the store)
Result<std::vector<check::SentCount>> count_sent(hold::Store& store, const policy::Policy& policy,
                                                 const MailInput& input);
/// MailInput::sent as the store keeps it.
std::vector<hold::SentCount> kept_counts(const std::vector<check::SentCount>& sent);
/// Keeps a mail; ready at once when nothing is missing.
/// errors: as Desk::submit()
Result<hold::Hold> keep(hold::Desk& desk, const MailInput& input);
/// What the client is told: 250 2.0.0 with the id, and who is asked.
SmtpReply kept_reply(const hold::Hold& hold, const check::Evaluation& evaluation);

/// Puts verdicts of mails that were not held into the audit chain, without a service that runs.
/// errors: unavailable, bad_policy
Result<void> record_verdicts(const policy::StoreSettings& settings,
                             const std::vector<hold::Event>& verdicts);

/// One round of releases, without a service that runs. Notices are sent, too.
/// out:    how many were tried
/// errors: bad_policy (no next hop), unavailable
Result<std::size_t> release_round(HoldDesk& holds,
                                  const std::shared_ptr<const policy::Policy>& policy);

/// The thread that releases, reminds and forgets.
class HoldService {
  public:
    /// errors: as open_desk(), and bad_policy (no next hop)
    static Result<std::unique_ptr<HoldService>> start(PolicyNow policy, const Log& log);
    ~HoldService();

    hold::Desk& desk() { return *opened_.desk; }
    /// Whether mail was frozen when the service last looked, a moment ago.
    bool frozen() const { return frozen_.load(std::memory_order_relaxed); }
    /// Something may be ready: the next round comes now.
    void wake();
    /// The verdict of a mail that is not held; it never waits for the store.
    void record(hold::Event verdict) { verdicts_.add(std::move(verdict)); }
    /// Writes the verdicts that wait, and learns what left: the process ends without destroying
    /// this.
    void finish();

  private:
    HoldService(HoldDesk opened, std::unique_ptr<forward::Forwarder> forwarder, PolicyNow policy,
                const Log& log);
    void run();
    void look_for_freeze();

    HoldDesk opened_;
    std::unique_ptr<forward::Forwarder> forwarder_;
    PolicyNow policy_;
    const Log& log_;
    std::unique_ptr<HistoryLearner> learner_;  ///< null: the policy has no history
    hold::Releaser releaser_;
    hold::Caretaker caretaker_;
    VerdictLog verdicts_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool wake_ = false, stop_ = false;
    std::atomic<bool> frozen_{false};
    std::thread thread_;
};

}  // namespace sendguard::gate

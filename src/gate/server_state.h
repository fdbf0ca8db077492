// What all loops of a running `serve` share.
#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/log.h"
#include "gate/health.h"
#include "gate/hold_service.h"
#include "gate/hop_connection.h"
#include "gate/message_store.h"
#include "gate/metrics.h"
#include "gate/policy_holder.h"
#include "gate/users.h"
#include "policy/policy.h"

namespace sendguard::gate {

/// All that a reload swaps, made whole before it counts.
struct InForce {
    std::shared_ptr<const policy::Policy> policy;
    std::shared_ptr<HopTarget> hop;
    std::map<std::string, std::shared_ptr<const Users>> users;  ///< by file
    std::shared_ptr<asio::ssl::context> tls;                    ///< null: no certificate
    std::string hostname;
    std::vector<std::uint32_t> envelope_rules;  ///< check::envelope_rules()
};
/// in:      before - the next hop is kept when its settings did not change
/// errors:  bad_policy (no next hop, a users file or certificate that cannot be read)
Result<std::shared_ptr<const InForce>> make_in_force(std::shared_ptr<const policy::Policy> policy,
                                                     const InForce* before);

/// How many sessions there are, in all and from one address.
class SessionCounts {
  public:
    /// nullopt: it may come in; else why not
    std::optional<SessionRefusal> enter(const std::string& client,
                                        const policy::ServiceLimits& limits);
    void leave(const std::string& client);
    std::uint64_t all() const { return all_.load(std::memory_order_relaxed); }

  private:
    std::mutex mutex_;
    std::map<std::string, std::uint32_t, std::less<>> by_client_;
    std::atomic<std::uint64_t> all_{0};
};

struct ServerState {
    explicit ServerState(const Log& log_in) : log(log_in) {}
    const Log& log;
    std::atomic<std::shared_ptr<const InForce>> in_force;
    Metrics metrics;
    Health health;
    SessionCounts sessions;
    MemoryBudget memory;
    asio::thread_pool openers{4};   ///< connections and logins
    asio::thread_pool middling{2};  ///< messages of middling size, and those with documents
    asio::thread_pool keepers{16};  ///< wait for the hold store: it commits many holds at once
    asio::thread_pool large{1};  ///< large messages, one at a time: they need many times their size
    HoldService* holds = nullptr;       ///< null: no store; set before the first session
    HistoryLearner* learner = nullptr;  ///< null: no history; set before the first session
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> next_session{1};
};

}  // namespace sendguard::gate

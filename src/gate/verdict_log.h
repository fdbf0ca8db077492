// The verdicts of mails that are not held, for the audit chain: a clean mail needs no store to
// pass, so its verdict waits in a bounded queue, and a thread writes what waits in batches.
//
// Limits: a store that is down for long makes the queue full; what comes then is not recorded. That
// is logged, and noted in the chain at its place as soon as the store is back: "N verdicts not
// recorded". What waits when the process is killed is lost without a note: at most what came since
// the last batch, or since the store went down. A batch whose commit nobody saw end is written
// again: a verdict may stand there twice.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "base/log.h"
#include "gate/smtp_log.h"
#include "hold/store.h"

namespace sendguard::gate {

/// A verdict as an event without a hold.
/// in: sender - of the envelope, who acts when nobody has logged in
hold::Event verdict_event(const DecisionRecord& record, std::string_view sender, Timestamp now);

/// Thread-safe.
class VerdictLog {
  public:
    /// Puts all of them into the chain, in their order, or none: Store::record_all().
    using Write = std::function<Result<void>(const std::vector<hold::Event>&)>;

    /// in: most - events that wait at most
    VerdictLog(Write write, const Log& log, std::size_t most = 20'000);
    /// Tries once to write what waits.
    ~VerdictLog();
    VerdictLog(const VerdictLog&) = delete;
    VerdictLog& operator=(const VerdictLog&) = delete;

    /// Never waits for the store.
    void add(hold::Event event);
    /// Writes all that waits, as far as the store takes it; for a process that ends without
    /// destroying this.
    void finish();

  private:
    void run();
    void note_gap();
    bool write_batch(std::unique_lock<std::mutex>& lock);
    void say(const Error* fault);

    const Write write_;
    const Log& log_;
    const std::size_t most_;
    std::mutex mutex_, writing_;
    std::condition_variable woken_;
    std::deque<hold::Event> waiting_;
    std::size_t lost_ = 0;  ///< since the last that waits
    bool down_ = false, losing_ = false, stop_ = false;
    std::thread thread_;
};

}  // namespace sendguard::gate

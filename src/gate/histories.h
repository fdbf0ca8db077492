// Where a gate finds out whom a sender writes to, and notes what it sent: profiles of history/,
// kept in the hold store's database or in one of their own (`service.history`).
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "check/evaluate.h"
#include "check/history_need.h"
#include "history/letter.h"
#include "history/profile.h"
#include "hold/store.h"
#include "policy/service.h"

namespace sendguard::gate {

/// Thread-safe.
class Histories {
  public:
    virtual ~Histories() = default;
    /// in:     who - history::key_of() of the author
    /// out:    null - nothing is known of it
    /// errors: unavailable (the store)
    virtual Result<std::shared_ptr<const history::Profile>> profile(std::string_view who) = 0;

    /// check::history_need(), kept until it is asked of another policy.
    check::HistoryNeed need(const policy::Policy& policy);

  private:
    std::mutex need_mutex_;
    std::string need_of_;  ///< Policy::digest
    check::HistoryNeed need_ = check::HistoryNeed::none;
};

/// Fills `facts` with what is known of whoever wrote `draft`, where a rule asks; a file has no
/// history.
/// errors: as Histories::profile(), where a rule that holds or blocks asks
Result<void> ask_history(Histories& histories, const policy::Policy& policy,
                         const draft::Draft& draft, check::Facts& facts);

/// Those of a store. A profile that was read is used for kFresh before it is read again.
class StoredHistories : public Histories {
  public:
    static constexpr std::chrono::seconds kFresh{60};
    static constexpr std::chrono::seconds kFailed{5};  ///< a store that is down is not asked again

    StoredHistories(std::unique_ptr<hold::Store> store, std::chrono::seconds keep)
        : store_(std::move(store)), keep_(keep) {}

    Result<std::shared_ptr<const history::Profile>> profile(std::string_view who) override;
    /// Learns mails of one person: those that it sent, and those that it received.
    /// errors: unavailable
    Result<void> learn(std::string_view who, const std::vector<history::Letter>& sent,
                       const std::vector<history::Letter>& received = {});
    /// Forgets all that is known of one person's mail, or one contact of it ("" = all).
    /// out:    false - nothing was known
    /// errors: unavailable
    Result<bool> forget(std::string_view who, std::string_view contact);

  private:
    struct Cached {
        std::shared_ptr<const history::Profile> profile;
        std::chrono::steady_clock::time_point read;
    };
    Result<history::Profile> read(std::string_view who, std::int64_t& version);
    /// Reads, changes and keeps it; again when another one was faster.
    enum class After : std::uint8_t { keep, drop, as_before };
    template <class Change>
    Result<void> change(std::string_view who, Change change);

    const std::unique_ptr<hold::Store> store_;
    const std::chrono::seconds keep_;
    std::mutex mutex_;
    std::map<std::string, Cached, std::less<>> cache_;
    std::optional<Error> failure_;
    std::chrono::steady_clock::time_point failed_;
};

/// Those of the policy's service.history; null when it has none.
/// errors: bad_policy, unavailable
Result<std::shared_ptr<StoredHistories>> open_histories(const policy::HistorySettings& settings);
enum class HistoryUse : std::uint8_t { ask, ask_and_learn };
/// As open_histories(), for commands on single drafts. To ask only, null also where no rule asks
/// and while there is no such file yet. out:    null with `trouble` filled - it cannot be had, and
/// no rule that holds or blocks asks it
Result<std::shared_ptr<StoredHistories>> histories_for(const policy::Policy& policy, HistoryUse use,
                                                       std::string& trouble);

/// Learns what a running gate sends, on a thread of its own: no mail waits for it. What waits when
/// the process dies is not learned; over kMost that wait, mails are left out.
class HistoryLearner {
  public:
    static constexpr std::size_t kMost = 1000;

    HistoryLearner(std::shared_ptr<StoredHistories> histories, const Log& log);
    ~HistoryLearner();
    HistoryLearner(const HistoryLearner&) = delete;
    HistoryLearner& operator=(const HistoryLearner&) = delete;

    Histories& histories() { return *histories_; }
    /// A mail that left.
    void note(history::Letter letter);
    /// Learns what waits, up to the first mail that the store does not take; for a process that
    /// ends without destroying this.
    void finish();

  private:
    void run();

    const std::shared_ptr<StoredHistories> histories_;
    const Log& log_;
    std::mutex mutex_, writing_;
    std::condition_variable woken_;
    std::deque<history::Letter> waiting_;
    bool down_ = false, stop_ = false;
    std::thread thread_;
};

}  // namespace sendguard::gate

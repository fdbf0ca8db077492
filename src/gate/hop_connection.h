// Connections to the next hop: opened by libcurl on a thread beside (TLS, login), then ours; kept
// after use and used again.
#pragma once

#include <atomic>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "forward/hop_opener.h"
#include "forward/smtp_reply.h"
#include "gate/loop.h"

namespace sendguard::gate {

/// The next hop of a policy: shared by all loops.
class HopTarget {
  public:
    /// errors: bad_policy (no SMTP URL, unreadable credentials)
    HopTarget() = default;
    static Result<std::shared_ptr<HopTarget>> make(const policy::NextHop& next_hop);
    Result<forward::OpenedHop> open() { return opener_->open(); }
    const policy::NextHop& next_hop() const { return next_hop_; }
    const std::string& name() const { return name_; }
    /// What the next hop offered when it was last asked; nullopt: never yet.
    std::optional<forward::Capabilities> offers() const;
    void remember(const forward::Capabilities& offers);

  private:
    policy::NextHop next_hop_;
    std::string name_;  ///< "smtp://host:25"
    std::unique_ptr<forward::HopOpener> opener_;
    mutable std::mutex mutex_;
    std::optional<forward::Capabilities> offers_;
};

class HopConnection {
  public:
    HopConnection(Loop& loop, std::shared_ptr<HopTarget> target, forward::OpenedHop opened);
    ~HopConnection();
    HopConnection(const HopConnection&) = delete;
    HopConnection& operator=(const HopConnection&) = delete;

    /// errors: unavailable, timeout
    Task<Result<void>> send(std::string_view bytes);
    /// The next reply, those of forget() left out.
    /// errors: timeout, unavailable, bad_input, limit (ReplyAssembler's)
    Task<Result<forward::Reply>> reply(int patience = 1);
    /// Sends RSET at once and lets its reply be passed over later. false: the connection broke.
    bool reset();
    /// Whether nothing has arrived that nobody asked for, as a goodbye would.
    bool usable();

    const forward::Capabilities& offers() const { return offers_; }
    const std::shared_ptr<HopTarget>& target() const { return target_; }
    bool reused() const { return uses_ > 0; }
    void used() { ++uses_; }
    Deadline::Clock::time_point idle_since{};

  private:
    std::shared_ptr<HopTarget> target_;
    std::unique_ptr<forward::Channel> channel_;
    forward::Capabilities offers_;
    asio::posix::stream_descriptor descriptor_;
    Loop& loop_;
    Deadline deadline_;
    forward::ReplyAssembler replies_;
    std::chrono::milliseconds timeout_;
    int forgotten_ = 0;  ///< replies that nobody waits for
    int uses_ = 0;
    bool try_first_ = false;  ///< TLS may hold bytes that the socket no longer shows
};

/// Why there is no connection.
struct HopRefusal {
    forward::Reply reply;  ///< what the next hop said; code 0: nothing
    std::string detail;
};

/// The connections of one loop.
class HopPool {
  public:
    HopPool(Loop& loop, asio::thread_pool& openers, std::size_t loops);
    ~HopPool();

    struct Acquired {
        std::unique_ptr<HopConnection> connection;  ///< null: why stands in `refusal`
        HopRefusal refusal;
    };
    /// A connection to `target`: a kept one unless `fresh`, else a new one; waits for a place when
    /// there are next_hop.connections already.
    Task<Acquired> acquire(std::shared_ptr<HopTarget> target, bool fresh);
    /// Back for the next one. Nothing may be open on it.
    void release(std::unique_ptr<HopConnection> connection);
    /// It is not to be used again.
    void drop(std::unique_ptr<HopConnection> connection);
    /// Closes those that were idle for longer than next_hop.keep.
    void expire();
    /// While its client is waited for, a transaction may have its connection taken when others need
    /// one: `park` passes then.
    void may_park(Deadline& park) { parkable_.push_back(&park); }
    void must_keep(Deadline& park) { std::erase(parkable_, &park); }
    std::function<void(int)> on_count;  ///< +1, -1
    std::function<void(bool)> on_open;  ///< whether it worked

  private:
    void leave();
    Loop& loop_;
    asio::thread_pool& openers_;
    std::size_t loops_;
    std::size_t open_ = 0;
    std::vector<std::unique_ptr<HopConnection>> idle_;
    std::vector<Deadline*> parkable_;  ///< who waited longest first
    struct Waiting;
    std::deque<Waiting*> waiting_;
};

}  // namespace sendguard::gate

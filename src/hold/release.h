// Release: what is ready and due leaves, once. The lease says which node has it; `at_dot` is
// written before the data are ended, so that a crash tells whether the next hop may have it.
//
// The one window of doubt is between the final dot and the record of its reply. What was lost in it
// is `uncertain`, and a person settles it: nothing is sent again by itself.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "forward/forward.h"
#include "hold/clock_watch.h"
#include "hold/desk.h"

namespace sendguard::hold {

/// Told once of each hold that has left, for some recipient or all. in: bytes - as they are stored
using Left = std::function<void(const Hold& hold, const std::shared_ptr<const std::string>& bytes)>;

/// What leaves of a held draft, as it was signed: our own fields off, nothing added.
/// in: bytes - as they are stored
using Outgoing = std::function<std::string(const std::string& bytes)>;

struct ReleaseSettings {
    std::string node;                 ///< this process's name in leases, and no other's ever
    std::chrono::seconds lease{600};  ///< begins anew at the dot; longer than a reply may take
    std::chrono::seconds give_up{5 * 24 * 3600};  ///< after so long of refusals for now: failed
    std::size_t most = 32;                        ///< taken at once
    std::size_t threads = 1;                      ///< that release side by side
    Left left = {};
};

class Releaser {
  public:
    Releaser(Desk& desk, forward::Forwarder& forwarder, Outgoing outgoing, ReleaseSettings settings)
        : desk_(desk),
          store_(desk.store()),
          forwarder_(forwarder),
          outgoing_(std::move(outgoing)),
          settings_(std::move(settings)) {}

    /// One round: what lapsed is put right, what is due leaves.
    /// out:    how many left or were tried
    /// errors: unavailable (the store; or the clock jumped, or mail is frozen: said in the message)
    Result<std::size_t> round();
    /// errors: unavailable - the clock has jumped ahead, and nothing may end by it
    Result<void> trust_clock();

  private:
    Result<void> may_release();
    Result<void> put_right_lapsed();
    Result<void> release_all(std::vector<Hold> holds);
    Result<void> release_or_say(Hold hold);
    Result<void> release(Hold hold);
    using Bytes = std::shared_ptr<const std::string>;
    Result<bool> still_clear(Hold& hold, const Bytes& bytes);
    Result<bool> wins_alternates(Hold& hold);
    Result<void> void_others(const Hold& hold);
    Result<void> record(const Hold& hold, const forward::Receipt& receipt);
    Result<void> write_down(Hold hold, const forward::Receipt& receipt);
    Result<void> write_down_late();
    using Edit = std::function<void(Hold&)>;
    Result<bool> change(Hold& hold, Act act, const std::string& reason, const Edit& edit = {});
    bool still_ours(const Hold& hold, const Hold& stored) const;

    Desk& desk_;
    Store& store_;
    forward::Forwarder& forwarder_;
    Outgoing outgoing_;
    ReleaseSettings settings_;
    ClockWatch clock_;
    struct Unwritten {
        Hold hold;
        forward::Receipt receipt;
    };
    std::mutex unwritten_mutex_;
    std::vector<Unwritten> unwritten_;  ///< known here alone, since the store was down
};

/// How long to wait after the n-th refusal for now, from 1 on.
std::chrono::seconds wait_after(std::uint32_t attempts);

}  // namespace sendguard::hold

// What has to be done for holds as time goes by: release, expiry, notices, forgetting.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "base/log.h"
#include "forward/forward.h"
#include "hold/desk.h"
#include "hold/notices.h"
#include "hold/release.h"

namespace sendguard::hold {

struct CaretakerSettings {
    NoticeSettings notices;
    std::chrono::seconds keep{90L * 24 * 3600};  ///< what ended longer ago is forgotten
    std::function<std::string(Timestamp)> date;  ///< RFC 5322's
};

class Caretaker {
  public:
    Caretaker(Desk& desk, Releaser& releaser, forward::Forwarder& forwarder, const Log& log,
              CaretakerSettings settings)
        : desk_(desk),
          releaser_(releaser),
          forwarder_(forwarder),
          log_(log),
          settings_(std::move(settings)) {}

    /// Everything once. What fails is logged, and tried again at the next round.
    /// out: whether there is more to do at once
    bool round();
    /// Judges every open hold again: after a change of the policy, and now and then, since
    /// sign-offs end.
    void review_all();

  private:
    bool work();
    Result<void> end_expired();
    /// out: whether all had their turn within `share`
    Result<bool> send_notices(std::chrono::milliseconds share);
    Result<void> send_notices_of(const Hold& hold);
    /// Logs it, unless the last round has.
    void say(std::string_view what, const Error& fault);

    Desk& desk_;
    Releaser& releaser_;
    forward::Forwarder& forwarder_;
    const Log& log_;
    CaretakerSettings settings_;
    std::set<std::string> said_, now_said_;  ///< faults of the last round, and of this one
    bool stopped_ = false;                   ///< the last round of releases failed
};

}  // namespace sendguard::hold

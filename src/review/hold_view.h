// A hold as its page shows it, and as a line of the list.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gate/hold_judge.h"
#include "review/acts.h"
#include "review/draft_view.h"

namespace sendguard::review {

/// A hold with all that its page needs, read and judged now.
struct OpenHold {
    hold::Hold hold;
    gate::JudgedHold judged;
    DraftView view;
};
/// errors: as Desk::find(), Store::bytes() and guard()
Result<OpenHold> open_hold(Core& core, const policy::Policy& policy, hold::Hold held);

/// {"id", "subject", "sender", "state", "due", "age", ...}
nlohmann::json list_line(Core& core, const hold::Hold& held, const Identity& who, Timestamp now);

struct HoldPage {
    const Call& call;
    const OpenHold& open;
    std::string note;               ///< what came of the last act, or why it did not
    std::vector<std::string> seen;  ///< keys of items that were looked at, where they still count
};
/// All values of hold.mustache.
/// errors: unavailable, as those of the store
Result<nlohmann::json> hold_values(Core& core, const HoldPage& page);

}  // namespace sendguard::review

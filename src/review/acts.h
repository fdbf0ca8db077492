// What may be done to holds, and by whom: the same for the API and for the page. The desk does it
// and keeps its own rules (only people sign, nobody signs off their own draft where a rule says so,
// a digest must be the present one); here stands who may ask.
//
// errors of all: not_found (there is no such hold, or it is none of theirs: the two are answered
//                alike), denied, bad_input (no reason), unavailable
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "review/core.h"
#include "review/roles.h"

namespace sendguard::review {

/// A hold that they may see.
Result<hold::Hold> visible_hold(Core& core, const policy::Policy& policy, const std::string& id,
                                const Identity& who);

/// errors: unavailable (no store)
Result<hold::Desk*> desk_of(Core& core);

struct ApproveInput {
    std::string as;      ///< group; "" = the one that is missing and theirs, or the sender's own
    std::string digest;  ///< of what they saw
};
Result<hold::Hold> approve(Core& core, const policy::Policy& policy, const hold::Hold& held,
                           const Identity& who, const ApproveInput& input);

/// Why a sign-off of theirs for that group would not count; "" when it would.
Result<std::string> why_not(Core& core, const hold::Hold& held, const Identity& who,
                            const std::string& as);

/// The acts that need a name and a reason at most. `name`: reject, return, recall, revoke,
/// confirm (what: the precondition), settle (what: "sent" or "unsent").
struct ActInput {
    std::string name, reason, what;
};
Result<hold::Hold> act(Core& core, const policy::Policy& policy, const hold::Hold& held,
                       const Identity& who, const ActInput& input);

Result<void> freeze(Core& core, const policy::Policy& policy, const Identity& who, bool on,
                    const std::string& reason);

/// Whether somebody can do this act to a hold in that state: it is a matter of time, not of right.
bool has_time(const hold::Hold& held, std::string_view act);

}  // namespace sendguard::review

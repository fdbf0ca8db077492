// What the `hold` commands have in common.
#pragma once

#include <functional>
#include <string>

#include "cli/arguments.h"
#include "cli/console.h"
#include "gate/hold_service.h"

namespace sendguard::cli {

struct OpenHolds {
    std::shared_ptr<const policy::Policy> policy;
    gate::HoldDesk holds;
    hold::Desk& desk() { return *holds.desk; }
};
/// The store of the policy that the gates run with.
/// errors: bad_policy, and as gate::open_desk()
Result<OpenHolds> open_holds(const Arguments& arguments, Console& console);

/// Who sits at this terminal.
hold::Actor terminal_actor();

/// Runs `work` over the store and says what failed. out: the exit code
int with_holds(const Arguments& arguments, Console& console,
               const std::function<Result<void>(OpenHolds&)>& work);

/// A sign-off of the draft as it stands, by whoever owns the key; the statement is shown first.
/// errors: as signoff::sign() and verify()
Result<hold::Approval> signed_approval(OpenHolds& open, const hold::Hold& held,
                                       const std::string& as, const std::string& key,
                                       Console& console);

}  // namespace sendguard::cli

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

/// Puts the verdicts of mails that were not held into the audit chain of the policy's store, if it
/// has one; a mail that has left stays sent when that fails, which is said.
void note_verdicts(const policy::Policy& policy, const std::vector<hold::Event>& verdicts,
                   Console& console);

/// A number from 1 on that an option gave. errors: bad_input
Result<std::uint32_t> number_of_option(std::string_view text, std::string_view option);

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

// What the policy in force says of a held draft, with the sign-offs that it has so far. The gate
// gives it (gate/hold_judge.h): the hold's own code knows no rules.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hold/hold.h"

namespace sendguard::hold {

/// A finding that holds, and what it waits for.
struct Missing {
    std::string rule, message;
    std::string group;                  ///< who may sign; "" = the sender only
    std::uint32_t count = 1;            ///< so many people
    std::vector<std::string> people;    ///< addresses of the group, as far as it names any
    std::string deputy_group;           ///< whose members may sign in their place; "" = none
    std::vector<std::string> deputies;  ///< of that group; asked when the others are late
    std::vector<std::string> signed_by;
    std::vector<std::string> notes;  ///< why other sign-offs do not count
};

struct Judgement {
    bool blocked = false;          ///< the policy refuses it now: it can only be edited or ended
    std::vector<Missing> missing;  ///< empty: as far as rules go, it may leave
    std::vector<std::string> counted;            ///< people whose sign-offs count for some finding
    std::vector<std::string> refused;            ///< why others do not: "bo@example.org: ..."
    std::string digest;                          ///< of the draft's statement
    std::string policy;                          ///< digest of the policy
    std::shared_ptr<const std::string> sources;  ///< of that policy, to be kept; null = none
    std::string findings;                        ///< the draft's report, JSON
    std::string subject;
    std::optional<Timestamp> embargo;   ///< it must not leave before
    std::vector<std::string> wait_for;  ///< preconditions, by name
    std::chrono::seconds undo{0};       ///< its rules' longest undo window
    std::string alternates;             ///< the name that the draft gives; "" = it stands alone
    std::vector<std::string> from;      ///< addresses of its authors

    bool clear() const { return !blocked && missing.empty(); }
};

/// in:     hold - its envelope, submitter and approvals are taken; bytes - of its present draft
/// errors: as guard()
using Judge = std::function<Result<Judgement>(
    const Hold& hold, std::shared_ptr<const std::string> bytes, Timestamp now)>;

}  // namespace sendguard::hold

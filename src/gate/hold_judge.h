// The judge of held drafts: guard() with the approvals of the store as sign-offs.
#pragma once

#include <functional>
#include <memory>

#include "check/finding.h"
#include "draft/draft.h"
#include "gate/histories.h"
#include "hold/judge.h"
#include "policy/policy.h"

namespace sendguard::gate {

/// A held draft as it was read, what the rules say of it, and what that means for the hold.
struct JudgedHold {
    draft::Draft draft;
    check::Evaluation evaluation;
    hold::Judgement judgement;
};
/// in:     bytes - of the hold's present draft
/// errors: as guard()
Result<JudgedHold> judge_hold(const policy::Policy& policy, const hold::Hold& hold,
                              std::shared_ptr<const std::string> bytes, Timestamp now,
                              Histories* histories = nullptr);

/// in: policy - the one in force, whenever it is asked
///     histories - null: nothing is known of who writes to whom
hold::Judge make_judge(std::function<std::shared_ptr<const policy::Policy>()> policy,
                       std::shared_ptr<Histories> histories = nullptr);

}  // namespace sendguard::gate

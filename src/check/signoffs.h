// Whether a hold's approvers have signed.
#pragma once

#include <string>
#include <vector>

#include "check/evaluate.h"
#include "check/finding.h"
#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::check {

struct Clearance {
    bool cleared = false;
    const policy::Approvers* stage = nullptr;  ///< the first that is not met; the last when cleared
    std::vector<std::string> signed_by;        ///< people whose sign-offs count
    std::vector<std::string> notes;            ///< why others do not count, who may sign
};

/// Whether `facts.signoffs` satisfy `approvers` for `draft`.
///
/// A person counts once, whatever the case or +tag of the address; a stated sign-off counts only
/// where `stated` is asked; a signed one counts for the group it was signed for. Who counted at one
/// stage does not count at the next.
Clearance clearance(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                    const policy::Approvers& approvers);

}  // namespace sendguard::check

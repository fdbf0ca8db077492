// What a policy's rules want of the history of whoever writes (history/).
#pragma once

#include "policy/policy.h"

namespace sendguard::check {

enum class HistoryNeed : std::uint8_t {
    none,      ///< no rule asks
    advisory,  ///< some ask, and none of them can stop a mail: without a history they are silent
    decisive,  ///< a rule that holds or blocks asks: a history that cannot be read stops the mail
};

/// Whether a detector that asks the history stands in the rule.
bool asks_history(const policy::Rule& rule);

/// cost: a walk through all conditions, 3 us for the shipped packs
HistoryNeed history_need(const policy::Policy& policy);

}  // namespace sendguard::check

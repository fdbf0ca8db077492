// What the stores have in common: when a hold may leave, and what a claim
// is, and which states end it.
#pragma once

#include <vector>

#include "hold/store.h"

namespace sendguard::hold {

/// Since when, by the store's clock, nothing but people keeps a hold: its embargo and its undo
/// window, and once it is ready also its next attempt. Never earlier than `not_before`.
Timestamp due_of(const Hold& hold);

/// The change that a claim makes of a hold that is ready.
Change claim_of(const Hold& ready, std::string_view node, Timestamp now, std::chrono::seconds term);

/// The states that nothing but a note comes after.
std::vector<State> final_states();

}  // namespace sendguard::hold

// What the files of the desk have in common.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "hold/hold.h"

namespace sendguard::hold {

inline constexpr int kMostTries = 20;  ///< other changes of one hold that came in between

bool same_person(std::string_view left, std::string_view right);

/// Whoever is named has a notice of that kind coming, once.
void tell(Hold& hold, const std::string& to, std::string_view kind);

/// errors: denied
Result<void> no_agent(const Actor& actor);
/// in:     who - of those who read it: "the sender reads it"
/// errors: bad_input
Result<void> needs_reason(std::string_view reason, std::string_view who);

}  // namespace sendguard::hold

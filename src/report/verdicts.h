// Verdicts and actions as reports for people show them.
#pragma once

#include <string_view>

#include "check/finding.h"

namespace sendguard::report {

/// "blocked", "held", ...
std::string_view verdict_words(check::Verdict verdict);

/// One character that is seen at a glance.
std::string_view sign_of(check::Verdict verdict);
std::string_view sign_of(policy::Action action);

}  // namespace sendguard::report

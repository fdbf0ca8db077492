// The alternatives of a pattern, each as a pattern that has no other in its place: so it can be
// asked which of them an example meets.
//
// Limits: alternatives inside a negative look-around, a condition (?(...)...), or a group that is
// repeated are left out: of those one match may use several, or none.
#pragma once

#include <string>
#include <vector>

#include "policy/pattern.h"

namespace sendguard::policy {

struct Branch {
    std::string text;   ///< the alternative as it stands in the pattern
    PatternSpec alone;  ///< the pattern with this alternative only, where it has several
};

/// in:   spec - a pattern that compiles
/// out:  in order of their groups' ends; empty when the pattern has no alternatives
/// cost: compiles each once
std::vector<Branch> branches_of(const PatternSpec& spec);

/// The texts that a pattern is nothing but a choice of: a list of phrases, a|b, (?:a|b). Of any
/// other pattern: the pattern itself. cost: compiles nothing
std::vector<std::string> plain_choices(const PatternSpec& spec);

}  // namespace sendguard::policy

// Literals that every match of a pattern contains, drawn from its syntax.
//
// The problem: a pattern is worth trying only where some telling piece of it stands in the text.
// The idea: a parser of PCRE2's syntax computes for each part the set of strings it can be (when
// that set is small) and the best set of strings one of which must occur. What the parser does not
// know for certain makes the whole pattern "always to be tried": a slow pattern is better than a
// hidden match. Limits: kMaxLiterals strings in a set, kMaxProduct in one of combinations; classes
// of up to kMaxClass characters are spelled out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/pattern_literal_set.h"

namespace sendguard::policy {

inline constexpr std::size_t kMaxLiterals = 1024;  ///< a list of phrases in many languages
inline constexpr std::size_t kMaxProduct = 256;    ///< combinations grow fast and gain little
inline constexpr std::size_t kMaxClass = 16;

/// `prepared` is what prepare_pattern() made. The literals are as draft::lower() makes a text: \s
/// and \n are ' ', the only blank there.
Required draw_literals(std::string_view prepared);

/// How seldom `literal` occurs in ordinary text, in bits.
double rarity(std::string_view literal);

}  // namespace sendguard::policy

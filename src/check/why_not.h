// Why a rule stayed silent on a draft: every condition with its answer, what it looked at, and what
// came nearest to making it true. For people who write rules; costs far more than a check.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "check/conditions.h"
#include "check/evaluate.h"
#include "policy/policy.h"

namespace sendguard::check {

/// The answer of one condition; a tree of them is a list, parents first.
struct Answer {
    const policy::Condition* condition = nullptr;
    std::uint32_t depth = 0;
    std::optional<bool> held = {};  ///< nullopt: could not tell
    bool decides = false;           ///< one of those that made the whole what it is
    std::string error = {};         ///< why it could not tell
};

/// Asks every condition of a tree, also where one before it has settled the whole.
std::vector<Answer> answers(const policy::Condition& condition, const Scene& scene);

/// A place where the words stand that a rule was expected to find.
struct Sighting {
    draft::Location where;
    std::uint32_t passage = 0;  ///< index into Draft::passages
};

struct WhyLine {
    Answer answer;
    std::string words;               ///< the condition, as describe() says it
    std::vector<std::string> notes;  ///< one sentence each
};
struct WhyNot {
    bool in_force = true;  ///< false: the rule does not hold for the draft's path
    bool fires = false;
    bool observed = false;             ///< it fires, and its mode is observe
    std::vector<WhyLine> lines;        ///< empty when it is not in force
    std::vector<Sighting> sightings;   ///< of `text`
    std::optional<draft::Place> near;  ///< where something like `text` stands, when it is nowhere
    std::string nearest;               ///< the likest words
};

/// in:     id - of a rule of the policy; text - the words expected, "" when nothing is
/// errors: not_found (no such rule), internal
Result<WhyNot> why_not(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                       std::string_view id, std::string_view text);

/// What a condition looked at and what came nearest, for one that is no list of others.
std::vector<std::string> looked_at(const policy::Condition& condition, const Scene& scene,
                                   const std::vector<Sighting>& sightings);

/// The words of `text` (folded) that are likest to `wanted` (folded, lower case), by edit distance;
/// nullopt when none is like it.
/// cost: words of `text` times the square of `wanted`
struct Alike {
    policy::Span span;
    double distance = 1;  ///< share of the letters that differ
};
std::optional<Alike> likest(std::string_view text, std::string_view wanted);

}  // namespace sendguard::check

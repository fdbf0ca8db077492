// What evaluation says: findings, and the verdict they make.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::check {

/// pass < note < warn < hold < block, the strongest of the findings; error never sends.
enum class Verdict : std::uint8_t { pass, note, warn, hold, block, error };
std::string_view verdict_name(Verdict verdict);

struct Finding {
    std::string rule;
    policy::Action action = policy::Action::warn;
    std::string message;
    std::string why;
    std::string help;  ///< what to do
    std::optional<policy::Approvers> approvers;
    std::vector<draft::Location> places;  ///< at most kMaxFindingPlaces
    std::size_t more_places = 0;          ///< those beyond
    std::vector<std::string> signed_by;   ///< sign-offs that count toward `approvers`
    std::vector<std::string> notes;       ///< void sign-offs and why, who may sign, ...
    /// What may go when its line holds nothing else (`fix: remove-line`); see fixes.h.
    std::vector<draft::SourceSpan> removable = {};
};

/// One step of why a rule fired or did not (--explain).
struct ExplainLine {
    std::string rule;
    std::uint32_t depth = 0;
    std::string condition;  ///< "text in subject, body: regex /.../"
    bool held = false;
    std::string detail;  ///< what was seen
};

struct Evaluation {
    Verdict verdict = Verdict::pass;
    std::vector<Finding> findings;   ///< those that stand, strongest first, then by rule order
    std::vector<Finding> cleared;    ///< hold findings whose approvers have signed
    std::vector<Finding> allowed;    ///< by comments in a file (allow_comments.h), why in the notes
    std::vector<Finding> observed;   ///< of rules in mode observe: they count for no verdict
    std::vector<Finding> baselined;  ///< known and let stand (report/baseline.h)
    std::vector<ExplainLine> explain;
};

}  // namespace sendguard::check

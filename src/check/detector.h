// The interface of detectors: what no pattern can say. One detector, one file in check/detectors,
// found by its name; its doc comment names its source.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "check/memo.h"
#include "draft/draft.h"
#include "history/profile.h"
#include "policy/load.h"
#include "policy/policy.h"

namespace sendguard::check {

struct DetectorInput {
    const policy::Policy& policy;
    const draft::Draft& draft;
    const policy::DetectCondition& condition;
    Timestamp now;
    std::string_view path;  ///< of a file, in its repository; "" for mail
    const Memo& memo;
    const history::Letter& letter;    ///< as Facts::letter
    const history::Profile* history;  ///< of whoever writes; null: nothing is known
};

/// One place where the detector's answer is yes.
struct Detection {
    draft::Location place;
    std::string detail;  ///< what was found, one clause; added to the finding's notes
};

struct Detector {
    std::string_view name;
    std::string_view summary;                ///< one line, for `rules lint` and the docs
    std::vector<std::string_view> kinds;     ///< values `kinds:` may name; empty: none
    std::vector<std::string_view> settings;  ///< keys beside name and kinds
    std::vector<Detection> (*detect)(const DetectorInput& input);
    bool asks_history = false;  ///< its answer changes with what is learned of the sender
    /// Phrases: in a draft that holds none of them it finds nothing, and is not asked. Empty: it is
    /// asked of every draft.
    std::vector<std::string_view> triggers = {};
};

/// Whether `kinds` of the condition asks for `kind`: it names it, or names none.
bool asks_for(const policy::DetectCondition& condition, std::string_view kind);

/// All detectors, by name; nullptr when there is none of that name.
const std::vector<Detector>& detectors();
const Detector* find_detector(std::string_view name);

/// `options` with the detectors that `detect` may name: every gate loads its policy with these, so
/// that a mistyped name or kind is a fault of the policy and no rule that never fires.
policy::LoadOptions with_detectors(policy::LoadOptions options);

}  // namespace sendguard::check

#include "check/detector.h"

#include <algorithm>

#include "check/detectors/detectors.h"

namespace sendguard::check {

const std::vector<Detector>& detectors() {
    static const std::vector<Detector> all = {
        structural_fault_detector(),  unreadable_detector(),        unread_attachment_detector(),
        disguised_text_detector(),    unsigned_letter_detector(),   rule_limit_detector(),
        refused_allow_detector(),     embargo_unclear_detector(),   embargo_conflict_detector(),
        embargo_ahead_detector(),     embargo_ended_detector(),     first_time_recipient_detector(),
        unusual_recipient_detector(), missing_recipient_detector(), contact_lookalike_detector(),
    };
    return all;
}

const Detector* find_detector(std::string_view name) {
    const auto& all = detectors();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Detector& detector) { return detector.name == name; });
    return found == all.end() ? nullptr : &*found;
}

policy::LoadOptions with_detectors(policy::LoadOptions options) {
    for (const auto& detector : detectors()) {
        options.detectors.push_back({std::string(detector.name),
                                     {detector.kinds.begin(), detector.kinds.end()},
                                     {detector.settings.begin(), detector.settings.end()}});
    }
    return options;
}

}  // namespace sendguard::check

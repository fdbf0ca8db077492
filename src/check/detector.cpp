#include "check/detector.h"

#include <algorithm>
#include <unordered_map>

#include "check/detectors/detectors.h"

namespace sendguard::check {

bool asks_for(const policy::DetectCondition& condition, std::string_view kind) {
    return condition.kinds.empty() ||
           std::ranges::find(condition.kinds, kind) != condition.kinds.end();
}

const std::vector<Detector>& detectors() {
    static const std::vector<Detector> all = {
        structural_fault_detector(),  unreadable_detector(),           unread_attachment_detector(),
        disguised_text_detector(),    unsigned_letter_detector(),      rule_limit_detector(),
        refused_allow_detector(),     embargo_unclear_detector(),      embargo_conflict_detector(),
        embargo_ahead_detector(),     embargo_ended_detector(),        lookalike_domain_detector(),
        greeting_mismatch_detector(), display_name_detector(),         thread_newcomer_detector(),
        silent_recipient_detector(),  declared_audience_detector(),    private_mailbox_detector(),
        empty_text_detector(),        enclosed_file_detector(),        file_for_other_detector(),
        payment_card_detector(),      bank_account_detector(),         national_number_detector(),
        passport_detector(),          health_number_detector(),        personal_records_detector(),
        future_event_detector(),      weekday_mismatch_detector(),     portion_marks_detector(),
        release_form_detector(),      first_time_recipient_detector(), unusual_recipient_detector(),
        missing_recipient_detector(), contact_lookalike_detector(),
    };
    return all;
}

const Detector* find_detector(std::string_view name) {
    static const auto by_name = [] {
        std::unordered_map<std::string_view, const Detector*> out;
        for (const auto& detector : detectors()) out.emplace(detector.name, &detector);
        return out;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

policy::LoadOptions with_detectors(policy::LoadOptions options) {
    for (const auto& detector : detectors()) {
        options.detectors.push_back({std::string(detector.name),
                                     {detector.kinds.begin(), detector.kinds.end()},
                                     {detector.settings.begin(), detector.settings.end()},
                                     {detector.triggers.begin(), detector.triggers.end()}});
    }
    return options;
}

}  // namespace sendguard::check

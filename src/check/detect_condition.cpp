// The condition `detect`: asks the detector of that name.
#include "check/conditions.h"
#include "check/detector.h"

namespace sendguard::check {

Result<bool> holds_detect(const policy::DetectCondition& condition, const Scene& scene,
                          Evidence& evidence) {
    const Detector* detector = find_detector(condition.name);
    if (detector == nullptr) {
        return error(Errc::bad_policy, "there is no detector '" + condition.name + "'");
    }
    const auto found = detector->detect({scene.policy, scene.draft, condition, scene.facts.now,
                                         path_of(scene.draft, scene.facts), scene.memo,
                                         scene.facts.letter, scene.facts.history.get()});
    for (const auto& detection : found) {
        evidence.add(detection.place);
        if (!detection.detail.empty()) evidence.note(detection.detail);
    }
    return !found.empty();
}

}  // namespace sendguard::check

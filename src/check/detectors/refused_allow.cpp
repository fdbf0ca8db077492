// Comments that would allow a finding and do not count: no reason, a date that has passed, a rule
// that does not exist, one that blocks or says `allow: never`. source: ../allow_comments.h
#include <fmt/format.h>

#include "check/allow_comments.h"
#include "check/detectors/detectors.h"

namespace sendguard::check {

Detector refused_allow_detector() {
    return {
        "refused-allow",
        "a comment `send-guard allow RULE: ...` that does not count",
        {},
        {},
        [](const DetectorInput& input) {
            std::vector<Detection> out;
            for (auto& comment : allow_comments(input.policy, input.draft, input.path, input.now)) {
                if (comment.refused.empty()) continue;
                const auto line = comment.place.line;
                out.push_back(
                    {std::move(comment.place), fmt::format("line {}: {}", line, comment.refused)});
            }
            return out;
        }};
}

}  // namespace sendguard::check

// The condition `metadata`: what a file says about itself.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "check/conditions.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

/// "2026-12-01 12:00", "2026-12-01 12:00:00 +0100" and the like as RFC 3339 writes them; UTC where
/// no zone stands.
std::string as_rfc3339(std::string_view text) {
    text = trim(text);
    if (text.size() <= 10) return std::string(text);
    const auto zone = std::min(text.find_first_of("Zz+-", 11), text.size());
    const auto clock = trim(text.substr(11, zone - 11));
    const auto offset = text.substr(zone);
    const bool bare_offset = offset.size() == 5 && offset.find(':') == std::string_view::npos;
    return fmt::format("{}T{}{}{}", text.substr(0, 10), clock, clock.size() == 5 ? ":00" : "",
                       offset.empty() ? "Z"
                       : bare_offset  ? fmt::format("{}:{}", offset.substr(0, 3), offset.substr(3))
                                      : std::string(offset));
}

/// Whether `value` names a time after `now`, or none that can be told: an embargo "until the
/// minister has spoken" is one.
bool in_future(std::string_view value, Timestamp now) {
    constexpr std::array<std::string_view, 6> kNone{"none", "no", "false", "null", "~", "never"};
    const auto word = ascii_lower(trim(value));
    if (word.empty() || std::ranges::find(kNone, word) != kNone.end()) return false;
    const auto time = parse_rfc3339(as_rfc3339(value));
    return !time || time.value() > now;
}

Result<bool> meets(const policy::MetadataCondition& condition, const Scene& scene,
                   const draft::Fact& fact) {
    const auto equal = [&](const std::string& word) {
        return equals_ignoring_case(trim(fact.value), word);
    };
    if (!condition.equals.empty() && std::ranges::none_of(condition.equals, equal)) return false;
    if (condition.future && !in_future(fact.value, scene.facts.now)) return false;
    if (condition.pattern == policy::kNoPattern) return true;
    BOOST_OUTCOME_TRY(const auto found,
                      scene.policy.patterns.find(condition.pattern, draft::fold(fact.value), 1));
    return !found.empty();
}

}  // namespace

Result<bool> holds_metadata(const policy::MetadataCondition& condition, const Scene& scene,
                            Evidence& evidence) {
    if (scene.draft.kind != draft::Kind::file) return false;
    bool seen = false;
    bool met = false;
    for (const auto& fact : scene.draft.facts) {
        if (std::ranges::find(condition.keys, fact.key) == condition.keys.end()) continue;
        seen = true;
        BOOST_OUTCOME_TRY(const bool held, meets(condition, scene, fact));
        if (!held || fact.passage >= scene.draft.passages.size()) continue;
        met = true;
        if (condition.present == false) continue;
        evidence.add(
            draft::locate(scene.draft, scene.draft.passages[fact.passage], fact.begin, fact.end));
    }
    return condition.present == false ? !seen : met;
}

}  // namespace sendguard::check

// Holds and verdicts as the API says them; docs/openapi.yaml describes each.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "check/finding.h"
#include "hold/judge.h"
#include "hold/store.h"
#include "policy/policy.h"

namespace sendguard::review {

/// As it stands in lists; in: page - URL of the page, "" = none
nlohmann::json hold_answer(const hold::Hold& held, const std::string& page);
nlohmann::json judgement_answer(const hold::Judgement& judgement);
nlohmann::json event_answer(const hold::Event& event);

/// {"verdict", "findings", "waits_for"}
nlohmann::json verdict_answer(const policy::Policy& policy, const check::Evaluation& evaluation);

}  // namespace sendguard::review

// The whole product on one screen: read, evaluate, decide. Every gate is a thin adapter around it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "check/evaluate.h"
#include "draft/read.h"
#include "gate/histories.h"
#include "policy/policy.h"
#include "signoff/signoff.h"

namespace sendguard::gate {

struct GuardInput {
    std::shared_ptr<const std::string> bytes;
    draft::ReadOptions read;
    signoff::SignedSources signoffs;                   ///< the keyring is taken from the policy
    std::vector<signoff::Signoff> more_signoffs = {};  ///< checked already: those of a commit
    std::vector<std::string> more_authors = {};        ///< canonical: a commit's
    Timestamp now{};
    policy::GateKind gate = policy::GateKind::check;
    bool explain = false;
    check::Identity identity = {};
    std::vector<check::SentCount> sent = {};  ///< as Facts::sent
    Histories* histories = nullptr;           ///< null: nothing is known of who writes to whom
    std::vector<std::string> stands = {};     ///< as Facts::stands, of the draft `stands_of`
    std::string stands_of = {};               ///< its signoff::draft_digest()
};

struct Guarded {
    draft::Draft draft;  ///< put_off: nothing was evaluated
    check::Evaluation evaluation;
    history::Letter letter = {};  ///< as check::Facts::letter
};

/// errors: internal, limit, unavailable (the store of histories, where a rule that holds or blocks
///         asks it) - the gate answers "could not check" and nothing is sent
Result<Guarded> guard(const policy::Policy& policy, GuardInput input, check::Workspace& workspace);

}  // namespace sendguard::gate

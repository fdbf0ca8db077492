// EVALUATE and DECIDE: Draft, Policy and Facts in, findings and a verdict out. Pure: no clock, no
// disk, no network.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "check/finding.h"
#include "draft/draft.h"
#include "history/profile.h"
#include "policy/policy.h"
#include "signoff/signoff.h"

namespace sendguard::check {

/// Who stands behind the session that a draft came in by, as far as the gate knows.
struct Identity {
    std::string user;  ///< login name; "" = nobody logged in
    policy::SenderKind kind = policy::SenderKind::unknown;
    std::string listener;             ///< name of the listener; "" at other gates
    std::optional<IpAddress> client;  ///< the client's address
};

/// How much came of the draft's sender since so long, the draft included.
struct SentCount {
    std::chrono::seconds within{0};
    std::uint64_t messages = 0;
    std::uint64_t new_recipients = 0;  ///< that it had never written to before

    bool operator==(const SentCount&) const = default;
};

/// Everything the verdict depends on beside the draft and the policy.
struct Facts {
    Timestamp now{};
    policy::GateKind gate = policy::GateKind::check;
    std::vector<signoff::Signoff> signoffs;
    bool explain = false;
    Identity identity = {};
    std::vector<SentCount> sent = {};  ///< of each of the policy's rate windows; empty: not counted
    std::string path = {};             ///< of a file, from its repository's root on; "": none
    history::Letter letter = {};  ///< the draft as histories see one; empty unless one was asked
    std::shared_ptr<const history::Profile> history = {};  ///< of whoever writes; null: none
    std::vector<std::string> authors = {};  ///< canonical; beside those that the draft names
    /// Rules that found something in this very draft before, and do so whatever was learned since.
    std::vector<std::string> stands = {};
};

/// Buffers that a thread reuses from draft to draft.
class Workspace {
  public:
    Workspace();
    ~Workspace();
    struct State;
    State& state() { return *state_; }

  private:
    std::unique_ptr<State> state_;
};

/// errors: internal. A pattern that runs away is no error but the finding structure/rule-limit.
Result<Evaluation> evaluate(const policy::Policy& policy, const draft::Draft& draft,
                            const Facts& facts, Workspace& workspace);

/// The strongest of the findings' actions.
Verdict verdict_of(const std::vector<Finding>& findings);

/// internal, external or public, from the recipients; files are public.
policy::Audience audience_of(const policy::Policy& policy, const draft::Draft& draft);

}  // namespace sendguard::check

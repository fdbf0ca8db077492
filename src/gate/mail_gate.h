// One message at a mail gate: what the policy says of it, what the client is told, and what leaves.
// SMTP, milter and sendmail are adapters around this; it knows none of their protocols.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "check/evaluate.h"
#include "draft/draft.h"
#include "gate/histories.h"
#include "gate/refusal.h"
#include "policy/policy.h"

namespace sendguard::gate {

/// `Send-Guard-Alternates: NAME`: of all drafts with that name only one ever leaves.
inline constexpr std::string_view kAlternatesField = "Send-Guard-Alternates";

struct MailInput {
    std::shared_ptr<const std::string> bytes;  ///< header and body, as they came
    draft::Envelope envelope;                  ///< the sender ("" = null) and every recipient
    check::Identity identity;
    policy::GateKind gate = policy::GateKind::smtp;
    policy::Mode mode = policy::Mode::enforce;
    /// Delivery reports from a mail server pass: nobody could mend or sign them (see .cpp). Off
    /// where clients log in, who could forge one.
    bool spare_reports = false;
    bool put_off_documents = false;  ///< decide nothing when a document would have to be read
    std::vector<check::SentCount> sent = {};  ///< as check::Facts::sent
    Histories* histories = nullptr;           ///< as GuardInput::histories
    Timestamp now{};
};

struct MailDecision {
    check::Verdict verdict = check::Verdict::error;  ///< what the policy says
    check::Evaluation evaluation;
    std::string digest;    ///< of its statement, where a store keeps verdicts; "" = not asked
    std::string error;     ///< why it could not be checked
    bool put_off = false;  ///< a document stands in it, and MailInput asked to put these off
    bool forward = false;  ///< it may leave: the verdict lets it, or the gate only observes
    bool too_many_hops = false;
    bool alternate = false;  ///< it names its alternates: the store decides which leaves
    std::vector<check::SentCount> sent;  ///< MailInput's: what it was decided by
    std::optional<history::Letter> letter =
        {};                         ///< to learn when it leaves: with histories, of the house
    SmtpReply refusal;              ///< what the client is told when it may not leave
    std::vector<std::string> drop;  ///< header fields to take off before it leaves
    std::vector<std::string> add;   ///< whole header lines to put first, without line ends
};

/// Never throws; whatever fails is the verdict error, which does not send (but in mode observe).
MailDecision decide_mail(const policy::Policy& policy, MailInput input,
                         check::Workspace& workspace);

/// Header fields that never leave: Bcc would tell its readers of each other, and our own fields
/// must not come from outside.
const std::vector<std::string>& dropped_fields();

/// `Send-Guard: warn; rules="a/b, c/d"`, folded when long; "" when nothing warns.
std::string warn_header(const check::Evaluation& evaluation);

/// The rules that stand in the findings, "a/b,c/d"; for logs.
std::string rule_names(const check::Evaluation& evaluation);
/// Likewise those in mode observe that fired.
std::string observed_rule_names(const check::Evaluation& evaluation);

}  // namespace sendguard::gate

#include "gate/hold_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "check/embargo.h"
#include "check/history_need.h"
#include "gate/guard.h"
#include "gate/mail_gate.h"
#include "report/report.h"
#include "signoff/statement.h"

namespace sendguard::gate {
namespace {

using hold::Hold;
using hold::Judgement;

constexpr std::size_t kMostPeople = 50;  // named beside a finding

policy::GateKind gate_of(const std::string& name) {
    for (const auto gate : {policy::GateKind::send, policy::GateKind::sendmail,
                            policy::GateKind::milter, policy::GateKind::http})
        if (policy::gate_name(gate) == name) return gate;
    return policy::GateKind::smtp;
}

/// Approvals of the draft as it stands now; others were of another draft.
std::vector<signoff::Signoff> signoffs_of(const Hold& hold) {
    std::vector<signoff::Signoff> out;
    for (const auto& one : hold.approvals) {
        if (!one.void_reason.empty() || !one.signature.empty()) continue;
        out.push_back(
            {.person = one.person,
             .signed_ = true,
             .as = one.as,
             .from = fmt::format("{} by {}", hold.id, one.via),
             .void_reason = one.digest == hold.digest ? "" : "it is a sign-off of another text"});
    }
    return out;
}

/// Approvals by signature, as a sidecar: they are checked again, with the keyring of now.
std::string sidecar_of(const Hold& hold) {
    std::string out;
    for (const auto& one : hold.approvals)
        if (one.void_reason.empty()) out += one.signature;
    return out;
}

check::Identity identity_of(const Hold& hold) {
    check::Identity out;
    const bool login = hold.submitter.via == "login" || hold.submitter.via == "api";
    out.user = login ? hold.submitter.name : "";
    out.kind =
        policy::sender_kind_from_name(hold.submitter.kind).value_or(policy::SenderKind::unknown);
    out.listener = hold.listener;
    out.client = parse_ip(hold.client);
    return out;
}

std::vector<std::string> people_of(const policy::Policy& policy, const std::string& group) {
    std::vector<std::string> out;
    const auto found = policy.group_by_name.find(group);
    if (found == policy.group_by_name.end()) return out;
    const auto& addresses = policy.groups[found->second].addresses;
    out.assign(addresses.begin(), addresses.end());
    std::ranges::sort(out);
    if (out.size() > kMostPeople) out.resize(kMostPeople);
    return out;
}

void note_finding(const policy::Policy& policy, const check::Finding& finding, Judgement& out) {
    std::ranges::copy(finding.signed_by, std::back_inserter(out.counted));
    if (finding.action == policy::Action::block) out.blocked = true;
    if (finding.action != policy::Action::hold) return;
    hold::Missing missing{.rule = finding.rule,
                          .message = finding.message,
                          .signed_by = finding.signed_by,
                          .notes = finding.notes};
    if (finding.approvers && !finding.approvers->sender) {
        missing.group = finding.approvers->group;
        missing.people = people_of(policy, missing.group);
        missing.deputy_group = finding.approvers->deputies;
        missing.deputies = people_of(policy, missing.deputy_group);
    }
    if (finding.approvers) missing.count = finding.approvers->count;
    std::ranges::copy(finding.notes, std::back_inserter(out.refused));
    out.missing.push_back(std::move(missing));
}

bool waits_for_embargo(const policy::Rule* rule) {
    return rule != nullptr &&
           std::ranges::find(rule->wait_for, policy::kWaitForEmbargo) != rule->wait_for.end();
}

/// What the finding's rule waits for beside sign-offs.
void note_waits(const policy::Rule* rule, Judgement& out) {
    if (rule == nullptr) return;
    out.undo = std::max(out.undo, rule->undo);
    for (const auto& name : rule->wait_for)
        if (name != policy::kWaitForEmbargo &&
            std::ranges::find(out.wait_for, name) == out.wait_for.end())
            out.wait_for.push_back(name);
}

/// Whether time or a precondition alone is what the finding waits for, and nobody's sign-off.
bool waits_for_nobody(const check::Finding& finding, const policy::Rule* rule, const Hold& hold,
                      const Judgement& out) {
    if (rule == nullptr || finding.action != policy::Action::hold) return false;
    // One that had ended before the draft came in is no matter of waiting, but of an old line.
    if (waits_for_embargo(rule)) return out.embargo && *out.embargo > hold.created;
    return !rule->approvers && (!rule->wait_for.empty() || rule->undo.count() > 0);
}

std::vector<check::SentCount> sent_of(const Hold& hold) {
    std::vector<check::SentCount> out;
    for (const auto& one : hold.sent)
        out.push_back({std::chrono::seconds(static_cast<std::int64_t>(one.within)), one.messages,
                       one.new_recipients});
    return out;
}

/// The rules of its last judgement that asked the history: they stand for that very draft, signed
/// off or not, or it would leave for no other reason than that more was learned.
std::vector<std::string> rules_that_stand(const policy::Policy& policy, const Hold& hold) {
    auto out = report::rules_in(hold.findings);
    std::erase_if(out, [&](const std::string& id) {
        const auto* const rule = policy.rule(id);
        return rule == nullptr || !check::asks_history(*rule);
    });
    return out;
}

}  // namespace

Result<JudgedHold> judge_hold(const policy::Policy& policy, const Hold& hold,
                              std::shared_ptr<const std::string> bytes, Timestamp now,
                              Histories* histories) {
    static thread_local check::Workspace workspace;
    draft::Envelope envelope{.sender = hold.sender};
    for (const auto& one : hold.addressees) envelope.recipients.push_back(one.address);
    BOOST_OUTCOME_TRY(
        auto guarded,
        guard(policy,
              {.bytes = std::move(bytes),
               .read = {.source = "-", .envelope = std::move(envelope), .expect_mail = true},
               .signoffs = {.sidecar = sidecar_of(hold), .sidecar_name = hold.id},
               .more_signoffs = signoffs_of(hold),
               .now = now,
               .gate = gate_of(hold.gate),
               .identity = identity_of(hold),
               .sent = sent_of(hold),
               .histories = histories,
               .stands = rules_that_stand(policy, hold),
               .stands_of = hold.digest},
              workspace));
    auto& [draft, evaluation, letter] = guarded;
    Judgement out;
    out.digest = signoff::draft_digest(draft);
    out.policy = policy.digest;
    out.sources = policy.sources;
    out.subject = std::string(draft.subject());
    out.from = signoff::authors(draft);
    if (const auto* field = draft.header(kAlternatesField))
        out.alternates = escape_invisible(trim(field->value));
    if (std::ranges::any_of(evaluation.findings, [&](const auto& finding) {
            return waits_for_embargo(policy.rule(finding.rule));
        }))
        out.embargo = check::embargo_of(draft, now).until;
    for (const auto& finding : evaluation.findings) {
        const auto* const rule = policy.rule(finding.rule);
        note_waits(rule, out);
        if (!waits_for_nobody(finding, rule, hold, out)) note_finding(policy, finding, out);
    }
    for (const auto& finding : evaluation.cleared) {
        note_waits(policy.rule(finding.rule), out);
        std::ranges::copy(finding.signed_by, std::back_inserter(out.counted));
    }
    report::Report report{.policy = &policy, .drafts = {}};
    report.drafts.push_back({.source = hold.id, .digest = out.digest, .evaluation = evaluation});
    out.findings = report::json_report(report);
    return JudgedHold{std::move(draft), std::move(evaluation), std::move(out)};
}

hold::Judge make_judge(std::function<std::shared_ptr<const policy::Policy>()> policy,
                       std::shared_ptr<Histories> histories) {
    return [policy = std::move(policy), histories = std::move(histories)](
               const Hold& hold, std::shared_ptr<const std::string> bytes,
               Timestamp now) -> Result<Judgement> {
        const auto in_force = policy();
        if (!in_force) return error(Errc::unavailable, "no policy is in force");
        BOOST_OUTCOME_TRY(auto judged,
                          judge_hold(*in_force, hold, std::move(bytes), now, histories.get()));
        return std::move(judged.judgement);
    };
}

}  // namespace sendguard::gate

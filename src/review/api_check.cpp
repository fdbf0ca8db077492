// POST /v1/check says what the policy says; POST /v1/submit does it. Both answer with the status of
// the one table (gate/answers.h), so that a check tells what a submission would be told.
#include "review/api_check.h"

#include <fmt/format.h>

#include <thread>

#include "gate/answers.h"
#include "gate/hold_service.h"
#include "gate/mail_gate.h"
#include "review/answers.h"
#include "review/api_json.h"
#include "review/submission.h"

namespace sendguard::review {
namespace {

using check::Verdict;
using nlohmann::json;

constexpr std::chrono::seconds kWaitForRelease{20};
constexpr std::chrono::milliseconds kLookEvery{100};
constexpr std::size_t kMostKey = 255;

gate::MailInput input_of(const Core& core, const Call& call, const ApiDraft& draft) {
    return {.bytes = draft.bytes,
            .envelope = {.sender = draft.sender, .recipients = draft.recipients},
            .identity = {.user = call.who.name,
                         .kind = call.who.kind,
                         .listener = "http",
                         .client = call.request.peer},
            .gate = policy::GateKind::http,
            .mode = call.policy->service.mode,
            .histories = core.parts.learner == nullptr ? nullptr : &core.parts.learner->histories(),
            .now = core.now()};
}

gate::MailDecision decide(const Call& call, gate::MailInput input) {
    static thread_local check::Workspace workspace;
    return gate::decide_mail(*call.policy, std::move(input), workspace);
}

/// Counts what a program hands in. A check is not counted: nothing would be sent.
Result<std::vector<check::SentCount>> count(const Core& core, const Call& call,
                                            const gate::MailInput& input) {
    if (core.parts.desk == nullptr || !gate::is_counted(*call.policy, input.identity))
        return std::vector<check::SentCount>();
    return gate::count_sent(core.parts.desk->store(), *call.policy, input);
}

json body_of(const Call& call, const gate::MailDecision& decision, std::string_view outcome) {
    auto out = verdict_answer(*call.policy, decision.evaluation);
    out["verdict"] = check::verdict_name(decision.verdict);
    out["outcome"] = outcome;
    if (!decision.error.empty()) out["detail"] = decision.error;
    if (decision.too_many_hops) out["detail"] = decision.refusal.lines.front();
    return out;
}

int status_of(const Call& call, const gate::MailDecision& decision) {
    if (decision.too_many_hops) return 422;
    return gate::answer(decision.verdict, call.policy->service.keeps_holds()).http_status;
}

std::string_view outcome_of(const hold::Hold& held) {
    switch (held.state) {
        case hold::State::sent:
            return "sent";
        case hold::State::failed:
        case hold::State::rejected:
        case hold::State::expired:
        case hold::State::withdrawn:
        case hold::State::voided:
            return "refused";
        case hold::State::uncertain:
            return "uncertain";
        case hold::State::held:
        case hold::State::ready:
        case hold::State::sending:
        case hold::State::returned:
            break;
    }
    return "held";
}

int status_of(const hold::Hold& held) {
    const auto outcome = outcome_of(held);
    return outcome == "sent" ? 200 : outcome == "refused" ? 422 : outcome == "held" ? 202 : 502;
}

/// What became of a draft that the store has, told to who handed it in.
Response kept_answer(Core& core, const Call& call, const hold::Hold& held) {
    auto body = hold_answer(held, call.policy->service.store.page);
    body["outcome"] = outcome_of(held);
    const auto judged = core.parts.desk->judge(held);
    if (!judged) return problem(judged.error());
    body.update(judgement_answer(judged.value()));
    const auto found = json::parse(judged.value().findings, nullptr, false);
    body["verdict"] = found.is_discarded() ? "hold" : found["drafts"][0].value("verdict", "hold");
    return json_answer(status_of(held), body);
}

/// A first key is kept; a second with the same draft finds the first.
std::string full_key(const Call& call) {
    const auto key = call.request.header("idempotency-key");
    return key.empty() ? std::string() : fmt::format("{}:{}", call.who.name, key);
}

/// The hold that the key was used for before. errors: bad_input - for another draft
Result<std::optional<hold::Hold>> kept_before(hold::Desk& desk, const std::string& key,
                                              const ApiDraft& draft) {
    if (key.empty()) return std::optional<hold::Hold>();
    BOOST_OUTCOME_TRY(auto held, desk.store().find_key(key));
    if (!held) return std::optional<hold::Hold>();
    BOOST_OUTCOME_TRY(auto bytes, desk.store().bytes(held->id, 1));
    ApiDraft before{.bytes = std::make_shared<const std::string>(std::move(bytes)),
                    .sender = held->sender,
                    .recipients = {}};
    for (const auto& one : held->addressees) before.recipients.push_back(one.address);
    if (held->draft == 1 ? before.digest() == draft.digest() : *before.bytes == *draft.bytes)
        return held;
    return error(Errc::bad_input, "this Idempotency-Key was used for another draft");
}

Result<hold::Hold> keep(Core& core, const Call& call, const ApiDraft& draft, const std::string& key,
                        const std::vector<check::SentCount>& sent) {
    auto& desk = *core.parts.desk;
    BOOST_OUTCOME_TRY(auto held,
                      desk.hand_in({.bytes = draft.bytes,
                                    .sender = draft.sender,
                                    .recipients = draft.recipients,
                                    .gate = std::string(policy::gate_name(policy::GateKind::http)),
                                    .listener = "http",
                                    .client = call.request.peer ? ip_text(*call.request.peer) : "",
                                    .submitter = actor_of(call.who),
                                    .key = key,
                                    .sent = gate::kept_counts(sent)}));
    core.parts.wake();
    return held;
}

/// A draft that passes and has a key goes through the store, which never sends twice; whoever
/// handed it in waits for it to leave.
Result<hold::Hold> wait_for_release(Core& core, hold::Hold held) {
    const auto until = std::chrono::steady_clock::now() + kWaitForRelease;
    while (!hold::is_final(held.state) && held.state != hold::State::uncertain &&
           held.attempts == 0 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(kLookEvery);
        BOOST_OUTCOME_TRY(held, core.parts.desk->find(held.id));
    }
    return held;
}

Response send_now(Core& core, const Call& call, const ApiDraft& draft,
                  const gate::MailDecision& decision) {
    if (!call.policy->service.next_hop) return problem(503, "no next hop", "none is configured");
    const auto message = forward::outgoing_bytes(*draft.bytes, decision.drop, decision.add);
    const auto receipt = core.parts.forward(
        *call.policy->service.next_hop,
        {.sender = draft.sender, .recipients = draft.recipients, .message = message});
    if (!receipt) return problem(receipt.error());
    using forward::Outcome;
    const auto outcome = receipt.value().outcome;
    const bool sent = outcome == Outcome::sent;
    auto body = body_of(call, decision,
                        sent                          ? "sent"
                        : outcome == Outcome::refused ? "refused"
                        : outcome == Outcome::unknown ? "uncertain"
                                                      : "deferred");
    body["detail"] = sent ? receipt.value().final_reply.text() : receipt.value().detail;
    const int status = sent                          ? 200
                       : outcome == Outcome::refused ? 422
                       : outcome == Outcome::unknown ? 502
                                                     : 503;
    return json_answer(status, body);
}

Response submit_kept(Core& core, const Call& call, const ApiDraft& draft, const std::string& key,
                     const std::vector<check::SentCount>& sent, bool wait) {
    auto held = keep(core, call, draft, key, sent);
    if (held && wait) held = wait_for_release(core, std::move(held.value()));
    return held ? kept_answer(core, call, held.value()) : problem(held.error());
}

/// The key is remembered here; there is no store.
Response submit_once(Core& core, const Call& call, const ApiDraft& draft, const std::string& key,
                     const gate::MailDecision& decision) {
    if (key.empty()) return send_now(core, call, draft, decision);
    auto found = core.replays.begin(key, draft.digest(), core.now());
    switch (found.kind) {
        case Replays::Kind::again:
            return found.response;
        case Replays::Kind::other_content:
            return problem(422, "key used", "this Idempotency-Key was used for another draft");
        case Replays::Kind::under_way:
            return problem(409, "under way", "the first request with this key is not done yet");
        case Replays::Kind::first:
            break;
    }
    auto out = send_now(core, call, draft, decision);
    // What was not sent for now may be tried again with the same key.
    if (out.status == 503) {
        core.replays.undone(key);
    } else {
        core.replays.done(key, out);
    }
    return out;
}

/// The verdict of a draft that was not kept, for the audit chain.
Response recorded(Core& core, const Call& call, const ApiDraft& draft,
                  const gate::MailDecision& decision, Response answer) {
    gate::DecisionRecord record{.gate = policy::GateKind::http, .verdict = decision.verdict};
    record.action = answer.status == 200   ? gate::MailAction::passed
                    : answer.status == 422 ? gate::MailAction::refused
                                           : gate::MailAction::deferred;
    record.rules = gate::rule_names(decision.evaluation);
    record.observed = gate::observed_rule_names(decision.evaluation);
    record.policy = call.policy->digest;
    record.digest = decision.digest;
    record.mode = call.policy->service.mode;
    record.recipients = draft.recipients.size();
    record.bytes = draft.bytes->size();
    record.listener = "http";
    record.user = call.who.name;
    record.detail = decision.error;
    core.parts.record(gate::verdict_event(record, draft.sender, core.now()));
    if (core.parts.learner != nullptr && decision.letter && answer.status == 200)
        core.parts.learner->note(*decision.letter);
    return answer;
}

}  // namespace

Response post_check(Core& core, const Call& call) {
    const auto draft = read_api_draft(call.request, call.policy->service.limits);
    if (!draft) return problem(draft.error());
    const auto decision = decide(call, input_of(core, call, draft.value()));
    return json_answer(status_of(call, decision), body_of(call, decision, "checked"));
}

Response post_submit(Core& core, const Call& call) {
    const auto read = read_api_draft(call.request, call.policy->service.limits);
    if (!read) return problem(read.error());
    const auto& draft = read.value();
    const auto key = full_key(call);
    if (call.request.header("idempotency-key").size() > kMostKey)
        return problem(400, "bad request", "an Idempotency-Key has at most 255 bytes");
    if (core.parts.desk != nullptr) {
        const auto before = kept_before(*core.parts.desk, key, draft);
        if (!before && before.error().code == Errc::bad_input)
            return problem(422, "key used", before.error().message);
        if (!before) return problem(before.error());
        if (before.value()) return kept_answer(core, call, *before.value());
    }
    auto input = input_of(core, call, draft);
    auto sent = count(core, call, input);
    if (!sent) return problem(sent.error());
    input.sent = sent.value();
    const auto decision = decide(call, std::move(input));
    const auto& service = call.policy->service;
    if (core.parts.desk != nullptr &&
        gate::keeps(decision, service, service.mode, core.parts.frozen()))
        return submit_kept(core, call, draft, key, sent.value(), false);
    if (!decision.forward)
        return recorded(core, call, draft, decision,
                        json_answer(status_of(call, decision), body_of(call, decision, "refused")));
    const bool judged_clear = decision.verdict != Verdict::hold &&
                              decision.verdict != Verdict::block &&
                              decision.verdict != Verdict::error;
    if (core.parts.desk != nullptr && !key.empty() && judged_clear)
        return submit_kept(core, call, draft, key, sent.value(), true);
    return recorded(core, call, draft, decision, submit_once(core, call, draft, key, decision));
}

Response put_message(Core& core, const Call& call) {
    auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return problem(held.error());
    if (!has_time(held.value(), "edit"))
        return problem(409, "too late", "it cannot be edited in its state");
    const auto draft = read_api_draft(call.request, call.policy->service.limits);
    if (!draft) return problem(draft.error());
    auto& desk = *core.parts.desk;
    auto after = desk.resubmit(call.id(), {.bytes = draft.value().bytes,
                                           .sender = draft.value().sender,
                                           .recipients = draft.value().recipients,
                                           .gate = held.value().gate,
                                           .submitter = actor_of(call.who)});
    if (after) after = desk.review(std::move(after.value()), hold::service_actor("desk"));
    if (!after) return problem(after.error());
    core.parts.wake();
    return kept_answer(core, call, after.value());
}

}  // namespace sendguard::review

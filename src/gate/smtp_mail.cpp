// A message at the SMTP gate: its recipients asked live, its verdict, and handing it on.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "check/envelope_rules.h"
#include "gate/host.h"
#include "gate/outgoing.h"
#include "gate/smtp_client.h"

namespace sendguard::gate {
namespace {

using Clock = Deadline::Clock;

// Larger messages, and those with documents, are judged on a thread beside: a PDF may take seconds,
// in which this thread's other sessions would wait.
constexpr std::size_t kInline = 256u << 10;

// Made here and not where it is said: g++ 12 builds lists wrongly inside coroutines.
const SmtpReply kNoLonger{
    550, "5.7.1", {"This session may not send here any more: the service's settings have changed"}};

Error no_memory() {
    return error(Errc::unavailable, "there is no memory left for this message");
}

Timestamp present() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

check::Identity Client::identity(const SmtpSession& session) const {
    check::Identity out;
    out.user = session.user();
    out.kind = kind_.value_or(listener().kind);
    out.listener = listener().name;
    out.client = address_;
    for (const auto* facts : {&session.told(), &session.forwarded()}) {
        const auto found = facts->find("ADDR");
        if (found == facts->end()) continue;
        auto text = std::string_view(found->second);
        if (starts_with_ignoring_case(text, "IPV6:")) text.remove_prefix(5);
        if (const auto address = parse_ip(text)) out.client = address;
    }
    return out;
}

/// What XFORWARD is told of the client: what we were told, else what we see.
std::map<std::string, std::string> Client::told(const SmtpSession& session) const {
    auto out = session.forwarded();
    if (!out.empty()) return out;
    out = session.told();
    if (address_ && !out.contains("ADDR")) {
        const auto text = ip_text(*address_);
        out["ADDR"] = text.find(':') == std::string::npos ? text : "IPV6:" + text;
        out["PORT"] = std::to_string(port_);
    }
    if (!out.contains("NAME")) out["NAME"] = "[UNAVAILABLE]";
    if (!out.contains("HELO") && !session.helo().empty()) out["HELO"] = session.helo();
    if (!out.contains("PROTO")) out["PROTO"] = session.extended() ? "ESMTP" : "SMTP";
    out["SOURCE"] = local_ ? "LOCAL" : "REMOTE";
    return out;
}

/// A block that needs the envelope only is said at once. The recipient still counts for the verdict
/// over the message: what blocks for one blocks for all.
std::optional<SmtpReply> Client::refused_by_rule(const SmtpSession& session,
                                                 const EnvelopePath& one) {
    if (mode() == policy::Mode::observe) return std::nullopt;
    const auto& policy = *in_force_->policy;
    check::Facts facts;
    facts.now = present();
    facts.gate = policy::GateKind::smtp;
    facts.identity = identity(session);
    auto stopped = check::evaluate_recipient(policy, in_force_->envelope_rules,
                                             session.sender().address, one.address, facts);
    if (stopped.findings.empty()) return std::nullopt;
    refused_.push_back(one.address);
    log_recipient_refused(state_.log, id_, listener().name, rule_names(stopped), policy.digest);
    if (state_.holds != nullptr) {
        DecisionRecord record{.verdict = check::Verdict::block, .action = MailAction::refused};
        record.rules = rule_names(stopped);
        record.policy = policy.digest;
        record.recipients = 1;
        record.listener = listener().name;
        record.user = session.user();
        record.detail = "at RCPT";
        state_.holds->record(verdict_event(record, session.sender().address, facts.now));
    }
    return refusal(stopped, service().texts);
}

Task<> Client::recipients(SmtpSession& session) {
    if (!hop_.begun()) {
        in_force_ = state_.in_force.load();
        refused_.clear();
        if (!still_may_send(session)) {
            session.answer_recipients(std::vector<SmtpReply>(session.asked().size(), kNoLonger));
            co_return;
        }
        hop_.begin(in_force_->hop, session.sender(), told(session));
    }
    std::vector<SmtpReply> replies(session.asked().size());
    std::vector<EnvelopePath> live;
    std::vector<std::size_t> place;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (auto no = refused_by_rule(session, session.asked()[i])) {
            replies[i] = std::move(*no);
        } else {
            live.push_back(session.asked()[i]);
            place.push_back(i);
        }
    }
    if (!live.empty()) {
        stream_.deadline().clear();
        const auto answers = co_await hop_.recipients(live);
        for (std::size_t i = 0; i < answers.size(); ++i) replies[place[i]] = answers[i];
        if (hop_.holds_connection()) state_.health.next_hop_reached();
    }
    session.answer_recipients(replies);
}

MailInput Client::mail_input(const SmtpSession& session) const {
    MailInput input;
    input.envelope.sender = session.sender().address;
    for (const auto& one : session.taken()) input.envelope.recipients.push_back(one.address);
    for (const auto& one : refused_) input.envelope.recipients.push_back(one);
    input.identity = identity(session);
    input.gate = policy::GateKind::smtp;
    input.mode = mode();
    // Whoever logs in could forge one.
    input.spare_reports =
        session.user().empty() && listener().role != policy::ListenerRole::submission;
    input.now = present();
    return input;
}

Result<std::vector<check::SentCount>> Client::count(const MailInput& mail) const {
    const auto& policy = *in_force_->policy;
    if (state_.holds == nullptr || !is_counted(policy, mail.identity))
        return std::vector<check::SentCount>();
    return count_sent(state_.holds->desk().store(), policy, mail);
}

/// Its several copies may be more than there is memory for.
Result<std::shared_ptr<const std::string>> Client::whole_message(bool dotted) try {
    BOOST_OUTCOME_TRY(auto bytes, store_.whole());
    if (dotted) bytes = std::make_shared<const std::string>(unstuffed(*bytes));
    return bytes;
} catch (const std::bad_alloc&) {
    return no_memory();
}

Task<MailDecision> Client::judge(SmtpSession& session) {
    MailDecision out;
    if (session.bare_line_ends()) {
        auto raw = store_.whole();
        const auto done =
            raw ? store_.replace(stuffed(forward::outgoing_bytes(
                      session.dotted() ? unstuffed(*raw.value()) : *raw.value(), {}, {})))
                : Result<void>(raw.error());
        if (!done) {
            out.error = done.error().message;
            out.refusal = could_not_check(out.error, service().texts);
            co_return out;
        }
    }
    auto input = mail_input(session);
    const bool dotted = session.dotted() || session.bare_line_ends();
    const auto started = Clock::now();
    const auto limit = limits().check;
    // Counting waits for the disk, and so may a history.
    const bool at_once = store_.size() <= kInline && state_.learner == nullptr &&
                         !is_counted(*in_force_->policy, input.identity);
    const auto work = [this, dotted, started, limit, input = std::move(input)](
                          check::Workspace& workspace, bool put_off_documents) {
        MailDecision decision;
        auto bytes = whole_message(dotted);
        if (!bytes) {
            decision.error = bytes.error().message;
        } else if (Clock::now() - started > limit) {
            decision.error = "too many messages wait to be checked";
        } else {
            auto mail = input;
            mail.bytes = std::move(bytes.value());
            mail.put_off_documents = put_off_documents;
            auto counted = count(mail);
            if (!counted) {
                decision.error = "the hold store: " + counted.error().message;
                decision.refusal = could_not_check(decision.error, service().texts);
                return decision;
            }
            mail.sent = std::move(counted.value());
            if (state_.learner != nullptr) mail.histories = &state_.learner->histories();
            return decide_mail(*in_force_->policy, std::move(mail), workspace);
        }
        decision.refusal = could_not_check(decision.error, service().texts);
        return decision;
    };
    if (at_once) out = work(parts_.loop.workspace(), true);
    if (!at_once || out.put_off) {
        auto& pool = store_.in_file() ? state_.large : state_.middling;
        auto elsewhere = [&work] {
            static thread_local check::Workspace workspace;
            return work(workspace, false);
        };
        out = co_await offload(pool, elsewhere);
    }
    state_.metrics.check_duration(Clock::now() - started);
    co_return out;
}

std::vector<std::string> Client::received_line(const SmtpSession& session) const {
    if (!listener().received) return {};
    std::string proto = listener().lmtp ? "LMTP" : session.extended() ? "ESMTP" : "SMTP";
    if (session.tls()) proto += 'S';
    if (!session.user().empty()) proto += 'A';
    std::string line = fmt::format("Received: from {}", session.helo());
    if (address_) line += fmt::format(" ([{}])", ip_text(*address_));
    line +=
        fmt::format("\r\n\tby {} (send-guard) with {} id {:x}", in_force_->hostname, proto, id_);
    return {line + ";\r\n\t" + mail_date(present())};
}

Task<SmtpReply> Client::hand_on(SmtpSession& session, const MailDecision& decision,
                                DecisionRecord& record) {
    auto outgoing = make_outgoing(store_, decision, received_line(session));
    if (!outgoing) {
        hop_.abort();
        record.action = MailAction::deferred;
        co_return could_not_check(outgoing.error().message, service().texts);
    }
    outgoing.value().eight_bit = session.eight_bit();
    const auto delivered = co_await hop_.deliver(outgoing.value());
    record.outcome = delivered.outcome;
    record.detail = delivered.detail;
    switch (delivered.outcome) {
        case forward::Outcome::sent:
        case forward::Outcome::partly:
            record.action = MailAction::passed;
            state_.metrics.forward_attempt(ForwardResult::sent);
            state_.health.next_hop_reached();
            break;
        case forward::Outcome::refused:
            record.action = MailAction::refused;
            state_.metrics.forward_attempt(ForwardResult::refused);
            break;
        case forward::Outcome::deferred:
            record.action = MailAction::deferred;
            state_.metrics.forward_attempt(ForwardResult::deferred);
            break;
        case forward::Outcome::unknown:
            record.action = MailAction::deferred;
            state_.metrics.forward_attempt(ForwardResult::unknown);
            state_.health.next_hop_missed();
            break;
    }
    co_return delivered.reply;
}

Task<SmtpReply> Client::keep(SmtpSession& session, const MailDecision& decision,
                             DecisionRecord& record) {
    hop_.abort();
    auto input = mail_input(session);
    input.sent = decision.sent;
    input.envelope.recipients.clear();
    for (const auto& one : session.taken()) input.envelope.recipients.push_back(one.address);
    const bool dotted = session.dotted() || session.bare_line_ends();
    auto store_it = [&]() -> Result<hold::Hold> {
        BOOST_OUTCOME_TRY(input.bytes, whole_message(dotted));
        try {
            return gate::keep(state_.holds->desk(), input);
        } catch (const std::bad_alloc&) {
            return no_memory();
        }
    };
    const auto kept = co_await offload(state_.keepers, store_it);
    if (!kept) {
        record.action = MailAction::deferred;
        record.detail = kept.error().message;
        co_return could_not_check("the hold store: " + kept.error().message, service().texts);
    }
    record.action = MailAction::held;
    record.detail = kept.value().id;
    state_.holds->wake();
    co_return kept_reply(kept.value(), decision.evaluation);
}

DecisionRecord Client::record_of(const SmtpSession& session, const MailDecision& decision) const {
    DecisionRecord record;
    record.verdict = decision.verdict;
    record.action = MailAction::passed;
    record.rules = rule_names(decision.evaluation);
    record.observed = observed_rule_names(decision.evaluation);
    record.policy = in_force_->policy->digest;
    record.digest = decision.digest;
    record.mode = mode();
    record.recipients = session.taken().size() + refused_.size();
    record.bytes = store_.size();
    record.session = id_;
    record.listener = listener().name;
    record.user = session.user();
    return record;
}

Task<> Client::message(SmtpSession& session) {
    const auto started = Clock::now();
    stream_.deadline().clear();
    const auto decision = co_await judge(session);
    auto record = record_of(session, decision);
    auto reply = decision.refusal;
    if (state_.holds != nullptr && keeps(decision, service(), mode(), state_.holds->frozen())) {
        reply = co_await keep(session, decision, record);
    } else if (decision.forward) {
        reply = co_await hand_on(session, decision, record);
    } else {
        hop_.abort();
        record.action = reply.code < 500 ? MailAction::deferred : MailAction::refused;
        record.detail = decision.error;
    }
    if (state_.learner != nullptr && decision.letter && record.action == MailAction::passed)
        state_.learner->note(*decision.letter);
    record.reply_code = reply.code;
    record.took = Clock::now() - started;
    state_.metrics.message(record.gate, decision.verdict, record.action);
    for (const auto& finding : decision.evaluation.findings)
        state_.metrics.rule_match(finding.rule);
    for (const auto& finding : decision.evaluation.observed)
        state_.metrics.rule_observed(finding.rule);
    log_decision(state_.log, record);
    if (state_.holds != nullptr && record.action != MailAction::held)
        state_.holds->record(verdict_event(record, session.sender().address, present()));
    session.answer_message(reply);
    data_since_ = {};
}

}  // namespace sendguard::gate

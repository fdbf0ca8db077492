#include "gate/milter_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "gate/answers.h"

namespace sendguard::gate {
namespace {

constexpr std::size_t kMaxReasonBytes = 400;  // a quarantine's reason stands in one log line

/// The address in a path, "<@relay:anna@example.org>". source: RFC 5321 4.1.2, appendix C
std::string_view address_in(std::string_view path) {
    path = trim(path);
    if (path.size() >= 2 && path.front() == '<' && path.back() == '>')
        path = path.substr(1, path.size() - 2);
    if (!path.starts_with('@')) return path;
    const auto colon = path.find(':');
    return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

/// How many line ends of `text` lack their CR.
std::uint64_t bare_line_ends(std::string_view text) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        out += text[i] == '\n' && (i == 0 || text[i - 1] != '\r') ? 1 : 0;
    return out;
}

/// `text` with each line end as CRLF.
void append_crlf(std::string& out, std::string_view text) {
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        out.append(text.substr(from, end - from));
        if (end < text.size()) out += out.ends_with('\r') ? "\n" : "\r\n";
        from = end + 1;
    }
}

}  // namespace

policy::Mode milter_mode(const policy::Service& service) {
    return service.milter.mode.value_or(service.mode);
}

void MilterSession::connect(std::optional<IpAddress> client, std::string_view listener) {
    abort();
    identity_ = {.listener = std::string(listener), .client = client};
}

void MilterSession::abort() noexcept {
    message_.reset();
    failed_ = false;
}

void MilterSession::mail(std::shared_ptr<const policy::Policy> policy, std::string_view sender,
                         std::string_view login, bool utf8) {
    abort();
    // A failure below must not leave a message that looks whole.
    failed_ = true;
    message_.emplace(shared_, std::move(policy));
    message_->envelope.sender = std::string(address_in(sender));
    message_->utf8 = utf8;
    identity_.user = login;
    identity_.kind = login.empty() ? policy::SenderKind::unknown : policy::SenderKind::person;
    failed_ = false;
}

void MilterSession::recipient(std::string_view recipient) {
    if (message_) message_->envelope.recipients.emplace_back(address_in(recipient));
}

/// Counts `more` bytes; whether they are still worth keeping.
bool MilterSession::keeps(std::uint64_t more) {
    if (!message_) return false;
    auto& message = *message_;
    message.bytes += more;
    if (message.bytes <= message.policy->service.limits.message_bytes) return message.fault.empty();
    message.store.clear();
    return false;
}

/// Large messages go to a file meanwhile.
void MilterSession::kept() {
    if (auto settled = message_->store.settle(0); !settled)
        message_->fault = settled.error().message;
}

void MilterSession::header(std::string_view name, std::string_view value) {
    if (!message_) return;
    auto& own = message_->own_fields;
    if (std::ranges::any_of(dropped_fields(), [&](const std::string& one) {
            return equals_ignoring_case(one, name);
        })) {
        const auto before = std::ranges::count_if(
            own, [&](const auto& one) { return equals_ignoring_case(one.first, name); });
        own.emplace_back(std::string(name), static_cast<int>(before) + 1);
    }
    if (!keeps(name.size() + 1 + value.size() + bare_line_ends(value) + 2)) return;
    auto& text = message_->store.tail();
    text.append(name) += ':';
    append_crlf(text, value);
    text += "\r\n";
    kept();
}

void MilterSession::end_of_header() {
    if (!keeps(2)) return;
    message_->store.tail() += "\r\n";
    kept();
}

void MilterSession::body(std::string_view bytes) {
    if (!keeps(bytes.size())) return;
    message_->store.tail() += bytes;
    kept();
}

/// The verdict, or why there is none.
MailDecision MilterSession::judge(Message& message, MailInput& input, check::Workspace& workspace) {
    const auto& service = message.policy->service;
    const auto mode = milter_mode(service);
    const auto give_up = [&](std::string why) {
        MailDecision out;
        out.error = std::move(why);
        out.forward = mode == policy::Mode::observe;
        out.refusal = could_not_check(out.error, service.texts);
        return out;
    };
    if (failed_) return give_up("internal failure");
    if (message.bytes > service.limits.message_bytes) {
        auto out = give_up(fmt::format("it is larger than {} bytes", service.limits.message_bytes));
        out.refusal = {552,
                       "5.3.4",
                       {fmt::format("The message is larger than the {} bytes that are checked",
                                    service.limits.message_bytes)}};
        return out;
    }
    if (!message.fault.empty()) return give_up(message.fault);
    std::unique_lock turn(shared_.large, std::defer_lock);
    if (message.store.in_file() && !turn.try_lock_for(service.limits.check))
        return give_up("too many messages wait to be checked");
    auto bytes = message.store.whole();
    if (!bytes) return give_up(bytes.error().message);
    input.bytes = std::move(bytes.value());
    input.envelope = message.envelope;
    input.identity = identity_;
    input.gate = policy::GateKind::milter;
    input.mode = mode;
    // Who logs in could forge a report; those of mail servers come without a login.
    input.spare_reports = identity_.user.empty();
    if (shared_.holds != nullptr && is_counted(*message.policy, identity_)) {
        auto sent = count_sent(shared_.holds->desk().store(), *message.policy, input);
        if (!sent) return give_up("the hold store: " + sent.error().message);
        input.sent = std::move(sent.value());
    }
    if (shared_.learner != nullptr) input.histories = &shared_.learner->histories();
    return decide_mail(*message.policy, input, workspace);
}

DecisionRecord MilterSession::record_of(const Message& message,
                                        const MailDecision& decision) const {
    DecisionRecord record;
    const auto& service = message.policy->service;
    record.gate = policy::GateKind::milter;
    record.verdict = decision.verdict;
    record.rules = rule_names(decision.evaluation);
    record.observed = observed_rule_names(decision.evaluation);
    record.policy = message.policy->digest;
    record.digest = decision.digest;
    record.mode = milter_mode(service);
    record.recipients = message.envelope.recipients.size();
    record.bytes = message.bytes;
    record.listener = identity_.listener;
    record.user = identity_.user;
    record.detail = decision.error;
    return record;
}

MilterAnswer MilterSession::keep(Message& message, const MailDecision& decision,
                                 const MailInput& input) const {
    MilterAnswer out;
    out.record = record_of(message, decision);
    const auto kept = gate::keep(shared_.holds->desk(), input);
    if (!kept) {
        out.reply = could_not_check("the hold store: " + kept.error().message,
                                    message.policy->service.texts);
        out.record.action = MailAction::deferred;
        out.record.detail = kept.error().message;
    } else {
        out.kind = MilterAnswer::Kind::discard;
        out.reply = kept_reply(kept.value(), decision.evaluation);
        out.record.action = MailAction::held;
        out.record.detail = kept.value().id;
        shared_.holds->wake();
    }
    out.record.reply_code = out.reply.code;
    return out;
}

MilterAnswer MilterSession::answer_to(Message& message, MailDecision decision) const {
    MilterAnswer out;
    const auto& service = message.policy->service;
    auto& record = out.record;
    record = record_of(message, decision);
    const bool hold = decision.verdict == check::Verdict::hold && !decision.too_many_hops;
    if (!decision.forward && !(hold && service.milter.quarantine)) {
        const bool later = decision.refusal.code < 500;
        out.kind = later ? MilterAnswer::Kind::tempfail : MilterAnswer::Kind::reject;
        out.reply = std::move(decision.refusal);
        out.utf8 = message.utf8;
        record.action = later ? MailAction::deferred : MailAction::refused;
        record.reply_code = out.reply.code;
        return out;
    }
    record.reply_code = 250;
    record.action = decision.forward ? MailAction::passed : MailAction::quarantined;
    if (shared_.learner != nullptr && decision.letter && decision.forward)
        shared_.learner->note(*decision.letter);
    out.kind = decision.forward ? MilterAnswer::Kind::accept : MilterAnswer::Kind::quarantine;
    if (!decision.forward) out.reason = shortened("send-guard: " + record.rules, kMaxReasonBytes);
    out.remove.assign(message.own_fields.rbegin(), message.own_fields.rend());
    constexpr std::string_view kName = "Send-Guard: ";
    for (const auto& line : decision.add) {
        if (!line.starts_with(kName)) continue;
        out.warn_header = line.substr(kName.size());
        std::erase(out.warn_header, '\r');
    }
    return out;
}

MilterAnswer MilterSession::end_of_message(std::string_view queue_id, Timestamp now,
                                           check::Workspace& workspace) {
    const auto started = std::chrono::steady_clock::now();
    if (!message_) {
        MilterAnswer out;
        out.reply = could_not_check("internal failure", {});
        out.record.gate = policy::GateKind::milter;
        out.record.detail = "the message came without a sender";
        out.record.reply_code = out.reply.code;
        abort();
        return out;
    }
    MailInput input{.now = now};
    auto decision = judge(*message_, input, workspace);
    const auto& service = message_->policy->service;
    const bool kept = shared_.holds != nullptr &&
                      gate::keeps(decision, service, milter_mode(service), shared_.holds->frozen());
    auto out = kept ? keep(*message_, decision, input) : answer_to(*message_, std::move(decision));
    out.record.queue_id = queue_id;
    out.record.took = std::chrono::steady_clock::now() - started;
    if (shared_.holds != nullptr && out.record.action != MailAction::held)
        shared_.holds->record(
            verdict_event(out.record, message_->envelope.sender.value_or(""), now));
    abort();
    return out;
}

}  // namespace sendguard::gate

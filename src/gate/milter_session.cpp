#include "gate/milter_session.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "gate/answers.h"

namespace sendguard::gate {
namespace {

std::string_view without_brackets(std::string_view address) {
    address = trim(address);
    if (address.size() >= 2 && address.front() == '<' && address.back() == '>')
        address = address.substr(1, address.size() - 2);
    return address;
}

/// `text` with each line end as CRLF.
void append_crlf(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
        out += text[i];
    }
}

}  // namespace

policy::Mode milter_mode(const policy::Service& service) {
    return service.milter.mode.value_or(service.mode);
}

void MilterSession::login(std::string_view user) {
    identity_.user = user;
    identity_.kind = user.empty() ? policy::SenderKind::unknown : policy::SenderKind::person;
}

void MilterSession::mail(std::string_view sender) {
    abort();
    sender_ = without_brackets(sender);
}

void MilterSession::recipient(std::string_view recipient) {
    recipients_.emplace_back(without_brackets(recipient));
}

void MilterSession::header(std::string_view name, std::string_view value) {
    bytes_ += name.size() + value.size() + 3;
    if (bytes_ > kMaxMessageBytes) return;
    message_.append(name).append(":");
    append_crlf(message_, value);
    message_ += "\r\n";
    const auto same = [&](const auto& one) { return equals_ignoring_case(one.first, name); };
    const auto& dropped = dropped_fields();
    if (std::ranges::none_of(dropped,
                             [&](const auto& one) { return equals_ignoring_case(one, name); }))
        return;
    auto count = std::ranges::find_if(seen_, same);
    if (count == seen_.end()) count = seen_.insert(seen_.end(), {std::string(name), 0});
    own_fields_.emplace_back(std::string(name), ++count->second);
}

void MilterSession::end_of_header() {
    bytes_ += 2;
    message_ += "\r\n";
}

void MilterSession::body(std::string_view bytes) {
    bytes_ += bytes.size();
    if (bytes_ > kMaxMessageBytes) return;
    message_.append(bytes);
}

void MilterSession::abort() {
    sender_.reset();
    recipients_.clear();
    own_fields_.clear();
    seen_.clear();
    message_.clear();
    bytes_ = 0;
}

MilterAnswer MilterSession::end_of_message(const policy::Policy& policy, std::string_view queue_id,
                                           Timestamp now, check::Workspace& workspace) {
    const auto started = std::chrono::steady_clock::now();
    const auto& service = policy.service;
    MilterAnswer out;
    auto& record = out.record;
    record.gate = policy::GateKind::milter;
    record.policy = policy.digest;
    record.mode = milter_mode(service);
    record.recipients = recipients_.size();
    record.bytes = bytes_;
    record.listener = identity_.listener;
    record.user = identity_.user;
    record.queue_id = queue_id;
    MailDecision decision;
    if (larger_than(service.limits.message_bytes)) {
        out.kind = MilterAnswer::Kind::reject;
        out.reply = {552, "5.3.4", {"The message is too large"}};
        record.verdict = check::Verdict::block;
        record.action = MailAction::refused;
        record.detail = "too large";
        record.reply_code = out.reply.code;
        return out;
    }
    MailInput input;
    input.bytes = std::make_shared<const std::string>(std::move(message_));
    input.envelope = {sender_, recipients_};
    input.identity = identity_;
    input.gate = policy::GateKind::milter;
    input.mode = record.mode;
    input.spare_reports = true;
    input.now = now;
    decision = decide_mail(policy, std::move(input), workspace);
    record.verdict = decision.verdict;
    record.rules = rule_names(decision.evaluation);
    record.detail = decision.error;
    const bool hold = decision.verdict == check::Verdict::hold && !decision.too_many_hops;
    if (decision.forward) {
        out.kind = MilterAnswer::Kind::accept;
        record.action = MailAction::passed;
    } else if (hold && service.milter.quarantine) {
        out.kind = MilterAnswer::Kind::quarantine;
        out.reason = "send-guard: " + record.rules;
        record.action = MailAction::quarantined;
    } else {
        const bool later = decision.refusal.code < 500;
        out.kind = later ? MilterAnswer::Kind::tempfail : MilterAnswer::Kind::reject;
        out.reply = decision.refusal;
        record.action = later ? MailAction::deferred : MailAction::refused;
        record.reply_code = decision.refusal.code;
    }
    if (decision.forward || out.kind == MilterAnswer::Kind::quarantine) {
        out.remove.assign(own_fields_.rbegin(), own_fields_.rend());
        constexpr std::string_view kName = "Send-Guard: ";
        for (const auto& line : decision.add) {
            if (line.starts_with(kName)) out.warn_header = line.substr(kName.size());
        }
    }
    record.took = std::chrono::steady_clock::now() - started;
    return out;
}

}  // namespace sendguard::gate

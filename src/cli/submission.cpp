// The enhanced status codes decide what a mail server does that calls this as a pipe: a faulty
// policy says 4.3.5, so that the mail waits in its queue until the policy is mended; an unknown
// outcome says 5.4.2, for a 4 would send the mail twice.
// Source: RFC 3463, sysexits.h, Postfix pipe(8).
#include "cli/submission.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "check/detector.h"
#include "cli/hold.h"
#include "cli/sending.h"
#include "cli/sendmail_host.h"
#include "cli/sendmail_message.h"
#include "gate/hold_service.h"
#include "gate/host.h"
#include "gate/policy_holder.h"
#include "policy/load.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using gate::SendExit;
using report::printable;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) {
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

std::string summary(const gate::MailDecision& decision) {
    if (decision.too_many_hops) return "this mail goes in circles";
    if (decision.verdict == check::Verdict::error) return "this mail could not be checked";
    const auto stops = static_cast<std::size_t>(std::ranges::count_if(
        decision.evaluation.findings,
        [](const check::Finding& finding) { return finding.action >= policy::Action::hold; }));
    return fmt::format("the policy refuses this mail ({})", report::counted(stops, "finding"));
}

Failure refused(const gate::MailDecision& decision) {
    // A loop is refused whatever the verdict is.
    const auto exit = decision.too_many_hops ? SendExit::no_permission
                                             : gate::answer(decision.verdict, false).send;
    return {exit, decision.refusal.enhanced, "not sent: " + summary(decision),
            decision.refusal.lines};
}

/// The server's own status code, when it says the same as the outcome.
std::string enhanced_code(const forward::Receipt& receipt, std::string_view otherwise) {
    if (receipt.final_reply.lines.empty()) return std::string(otherwise);
    const auto& line = receipt.final_reply.lines.front();
    const auto code = std::string_view(line).substr(0, line.find(' '));
    const bool shaped =
        std::ranges::count(code, '.') == 2 && code.front() == otherwise.front() &&
        std::ranges::all_of(code, [](char c) { return c == '.' || is_ascii_digit(c); });
    return std::string(shaped ? code : otherwise);
}

Ending ending_of(const forward::Receipt& receipt) {
    const auto exit = exit_for_outcome(receipt.outcome);
    auto lines = receipt_lines(receipt);
    if (!receipt.detail.empty()) lines.push_back(receipt.detail);
    switch (receipt.outcome) {
        case forward::Outcome::sent:
            return std::nullopt;
        case forward::Outcome::unknown:
            return Failure{exit, "5.4.2", unknown_outcome_text(receipt.target), std::move(lines)};
        case forward::Outcome::deferred:
            return Failure{exit, enhanced_code(receipt, "4.3.0"),
                           fmt::format("not sent: the next hop {} cannot take it now; try later",
                                       receipt.target),
                           std::move(lines)};
        case forward::Outcome::partly:
        case forward::Outcome::refused:
            return Failure{exit, enhanced_code(receipt, "5.0.0"),
                           fmt::format("not sent: the next hop {} refuses it", receipt.target),
                           std::move(lines)};
    }
    return Failure{SendExit::software, "5.4.2", unknown_outcome_text(receipt.target)};
}

Failure internal_failure(bool handed_on, std::string_view why) {
    if (handed_on) return {SendExit::software, "5.4.2", unknown_outcome_text("the next hop")};
    return {SendExit::temporary, "4.3.0", fmt::format("not sent: internal failure: {}", why)};
}

std::string qualifying_domain(const policy::Policy& policy, const std::string& host) {
    if (!policy.service.hostname.empty()) return policy.service.hostname;
    // Of several domains none is the first: the policy keeps them as a set.
    return policy.internal_domains.size() == 1 ? *policy.internal_domains.begin() : host;
}

}  // namespace

Failure bad_address(const Error& fault) {
    return {SendExit::data, "5.1.3", "not sent: " + fault.message};
}

Ending SubmissionGate::load(const std::optional<std::string>& path) {
    const std::string file = gate::gate_policy_path(path).string();
    std::error_code ignored;
    if (!path && !std::filesystem::exists(file, ignored)) {
        return Failure{SendExit::config, "4.3.5",
                       fmt::format("not sent: there is no policy; write {} (`send-guard init "
                                   "/etc/send-guard`) or name one with --policy FILE before all "
                                   "other options",
                                   file)};
    }
    auto loaded = policy::load_policy(file, check::with_detectors({}));
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        return Failure{SendExit::config, "4.3.5",
                       fmt::format("not sent: the policy {} has {}", file,
                                   report::counted(loaded.faults.faults.size(), "fault")),
                       lines_of(loaded.faults.text())};
    }
    policy_ = std::move(loaded.policy);
    const auto& service = policy_->service;
    if (!service.next_hop) {
        return Failure{SendExit::config, "4.3.5",
                       fmt::format("not sent: the policy {} names no next hop; add service: "
                                   "{{next_hop: {{url: \"smtp://HOST:PORT\"}}}}",
                                   file)};
    }
    host_ = service.hostname.empty() ? gate::host_name() : service.hostname;
    domain_ = qualifying_domain(*policy_, host_);
    login_ = login_name();
    return std::nullopt;
}

Ending SubmissionGate::submit(Submission mail) {
    handed_on_ = false;
    receipt_ = {};
    try {
        return run(mail);
    } catch (const std::exception& fault) {
        return internal_failure(handed_on_, fault.what());
    } catch (...) {
        return internal_failure(handed_on_, "unknown");
    }
}

Ending SubmissionGate::run(Submission& mail) {
    if (auto failure = check_limits(mail)) return failure;
    if (auto failure = complete(mail)) return failure;
    return decide(mail);
}

Ending SubmissionGate::check_limits(const Submission& mail) const {
    const auto& limits = service().limits;
    if (mail.message.size() > limits.message_bytes) {
        return Failure{SendExit::data, "5.3.4",
                       fmt::format("not sent: the message has {} bytes, and {} are the most that "
                                   "the policy allows (service.limits.message_size)",
                                   mail.message.size(), limits.message_bytes)};
    }
    if (mail.recipients.size() > limits.recipients) {
        return Failure{SendExit::data, "5.5.3",
                       fmt::format("not sent: {} recipients, and {} are the most that the policy "
                                   "allows (service.limits.recipients)",
                                   mail.recipients.size(), limits.recipients)};
    }
    return std::nullopt;
}

Ending SubmissionGate::complete(Submission& mail) {
    now_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (!mail.sender) {
        // As `send` does. The login name comes last: behind a smart host nobody could answer it.
        mail.sender = header_sender(mail.message, {.domain = domain_});
        if (mail.sender->empty()) mail.sender = fmt::format("{}@{}", login_, domain_);
    }
    auto id = new_message_id(now_, host_);
    if (!id) return Failure{SendExit::software, "4.3.0", "not sent: " + id.error().message};
    bytes_ = std::make_shared<const std::string>(
        completed(std::move(mail.message),
                  {.from_name = mail.from_name,
                   .from_address = mail.sender->empty() ? "MAILER-DAEMON@" + domain_ : *mail.sender,
                   .date = gate::mail_date(now_),
                   .message_id = std::move(id.value())}));
    return std::nullopt;
}

Ending SubmissionGate::decide(const Submission& mail) {
    kept_.lines.clear();
    check::Workspace workspace;
    // A login of this machine is an author that the kernel vouches for. A report with the null
    // sender is not spared, since any user may give -f "".
    const check::Identity identity{.user = login_};
    gate::MailInput input{.bytes = bytes_,
                          .envelope = {.sender = mail.sender, .recipients = mail.recipients},
                          .identity = identity,
                          .gate = policy::GateKind::sendmail,
                          .mode = service().mode,
                          .spare_reports = false,
                          .now = now_};
    // Without a store nothing is frozen, and nothing counted; one that is down stops all.
    gate::HoldDesk holds;
    bool frozen = false;
    if (!service().store.url.empty()) {
        const auto looked = look_at_store(input, holds);
        if (!looked) return store_failed(looked.error());
        frozen = looked.value();
    }
    std::string trouble;
    const auto histories = gate::histories_for(*policy_, gate::HistoryUse::ask_and_learn, trouble);
    if (!histories) return store_failed(histories.error());
    input.histories = histories.value().get();
    const auto decision = gate::decide_mail(*policy_, input, workspace);
    if (gate::keeps(decision, service(), service().mode, frozen))
        return keep(*holds.desk, input, decision);
    if (!decision.forward) {
        note(input, decision,
             decision.refusal.code < 500 ? gate::MailAction::deferred : gate::MailAction::refused);
        return refused(decision);
    }
    say_observed(decision);
    auto ending = hand_on(mail, decision);
    // What is not learned is no failure: the mail has left.
    if (!ending && histories.value() && decision.letter)
        (void)histories.value()->learn(decision.letter->from, {*decision.letter});
    const bool later =
        ending && (ending->exit == SendExit::temporary || ending->exit == SendExit::software);
    note(input, decision,
         !ending ? gate::MailAction::passed
         : later ? gate::MailAction::deferred
                 : gate::MailAction::refused);
    return ending;
}

void SubmissionGate::note(const gate::MailInput& input, const gate::MailDecision& decision,
                          gate::MailAction action) {
    if (service().store.url.empty()) return;
    gate::DecisionRecord record{.gate = input.gate, .verdict = decision.verdict, .action = action};
    record.rules = gate::rule_names(decision.evaluation);
    record.observed = gate::observed_rule_names(decision.evaluation);
    record.policy = policy_->digest;
    record.digest = decision.digest;
    record.mode = input.mode;
    record.recipients = input.envelope.recipients.size();
    record.bytes = input.bytes->size();
    record.user = input.identity.user;
    record.detail = decision.error;
    note_verdicts(*policy_, {gate::verdict_event(record, input.envelope.sender.value_or(""), now_)},
                  console_);
}

Failure SubmissionGate::store_failed(const Error& fault) {
    return {SendExit::temporary, "4.3.0", "not sent: the hold store: " + fault.message};
}

Result<bool> SubmissionGate::look_at_store(gate::MailInput& input, gate::HoldDesk& holds) const {
    BOOST_OUTCOME_TRY(holds, gate::open_desk(*policy_, [this] { return policy_; }));
    if (gate::is_counted(*policy_, input.identity)) {
        BOOST_OUTCOME_TRY(input.sent, gate::count_sent(*holds.store, *policy_, input));
    }
    BOOST_OUTCOME_TRY(const auto why, holds.desk->frozen());
    return !why.empty();
}

Ending SubmissionGate::keep(hold::Desk& desk, const gate::MailInput& input,
                            const gate::MailDecision& decision) {
    const auto kept = gate::keep(desk, input);
    if (!kept) return store_failed(kept.error());
    kept_ = gate::kept_reply(kept.value(), decision.evaluation);
    return std::nullopt;
}

void SubmissionGate::say_observed(const gate::MailDecision& decision) {
    const auto& row = gate::answer(decision.verdict, false);
    if (!row.forward) {
        console_.say(fmt::format("mode observe lets it pass; in enforce: {} {}",
                                 decision.refusal.enhanced, summary(decision)));
        for (const auto& line : decision.refusal.lines) console_.say(printable(line));
    } else if (row.warn_header) {
        for (const auto& line : report::short_lines(decision.evaluation, service().texts))
            console_.say(line);
    }
}

Ending SubmissionGate::hand_on(const Submission& mail, const gate::MailDecision& decision) {
    const auto bytes = forward::outgoing_bytes(*bytes_, decision.drop, decision.add);
    const auto forwarder = forward::make_forwarder(*service().next_hop);
    if (!forwarder)
        return Failure{SendExit::config, "4.3.5", "not sent: " + forwarder.error().message};
    handed_on_ = true;
    auto receipt = forwarder.value()->forward({.sender = *mail.sender,
                                               .recipients = mail.recipients,
                                               .message = bytes,
                                               .envid = mail.envid,
                                               .ret = mail.ret,
                                               .notify = mail.notify,
                                               .all_or_none = true});
    if (receipt) {
        receipt_ = std::move(receipt.value());
        return ending_of(receipt_);
    }
    const auto exit = exit_for_error(receipt.error().code);
    return Failure{exit, exit == SendExit::data ? "5.1.3" : "4.3.0",
                   "not sent: " + receipt.error().message};
}

}  // namespace sendguard::cli

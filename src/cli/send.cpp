// `send`: check, then hand to the next hop.
//
// The problem: a half-sent batch, a retry after an unclear answer, a message that leaves although
// its check failed. The idea: everything is read, checked and prepared before the first byte
// leaves; one stopped mail stops all; after the first failure nothing more is tried; an unknown
// outcome has an exit code that no caller retries by itself.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/hold.h"
#include "cli/outgoing.h"
#include "cli/policy_choice.h"
#include "cli/sending.h"
#include "gate/answers.h"
#include "gate/hold_service.h"
#include "gate/mail_gate.h"
#include "hold/seal.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using gate::SendExit;
using report::printable;

constexpr std::string_view kNextHopLines =
    "add to the policy:\n"
    "  service:\n"
    "    next_hop: {url: \"smtp://smtp.example.org:587\", tls: verify, user: NAME, password_file: "
    "FILE}\n";

/// Why the checked drafts must not leave; sent = they may.
SendExit exit_for_checks(const std::vector<CheckedDraft>& checked, bool hold_store) {
    auto worst = SendExit::sent;
    for (const auto& draft : checked) {
        auto exit = gate::answer(draft.report.evaluation.verdict, hold_store).send;
        if (draft.error == Errc::not_found || draft.error == Errc::io) exit = SendExit::no_input;
        if (draft.bytes && draft.bytes->empty()) exit = SendExit::no_input;
        if (exit == SendExit::sent) continue;
        // What a person must mend outranks what a later try may mend.
        if (worst == SendExit::sent || worst == SendExit::temporary) worst = exit;
    }
    return worst;
}

void print_findings(const PolicyChoice& choice, std::vector<CheckedDraft>& checked,
                    const Arguments& arguments, Console& console) {
    report::Report report{.policy = choice.policy.get(), .drafts = {}};
    bool worth_saying = arguments.has("explain");
    for (auto& draft : checked) {
        worth_saying = worth_saying || draft.report.evaluation.verdict != check::Verdict::pass ||
                       !draft.report.error.empty();
        if (draft.bytes && draft.bytes->empty()) {
            console.complain(fmt::format("{} is empty: there is nothing to send",
                                         printable(draft.report.source)));
        }
        report.drafts.push_back(draft.report);
    }
    if (!worth_saying) return;
    console.err << report::text_report(
        report,
        {.colour = colour_for(arguments.value("color").value_or("auto"), console.err_terminal),
         .explain = arguments.has("explain"),
         .quiet = arguments.has("quiet"),
         .width = console.width});
}

void print_receipt(const Outgoing& mail, const forward::Receipt& receipt, Console& console) {
    console.out << fmt::format("{}: {} ({})\n", printable(mail.source),
                               forward::outcome_name(receipt.outcome), printable(receipt.target));
    for (const auto& line : receipt_lines(receipt)) console.out << "  " << line << '\n';
    console.out.flush();
    if (receipt.outcome == forward::Outcome::unknown) {
        console.complain(
            fmt::format("{}: {}", printable(mail.source), unknown_outcome_text(receipt.target)));
    }
    if (!receipt.detail.empty() && receipt.outcome != forward::Outcome::sent) {
        console.complain(fmt::format("{}: {}", printable(mail.source), printable(receipt.detail)));
    }
}

void print_rehearsal(const Outgoing& mail, const policy::Policy& policy, Console& console) {
    console.out << fmt::format(
        "{}: would be sent as <{}> through {}\n", printable(mail.source), printable(mail.sender),
        policy.service.next_hop ? printable(policy.service.next_hop->url) : "(no next hop is set)");
    for (const auto& recipient : mail.recipients) {
        console.out << fmt::format("  {}\n", printable(recipient));
    }
}

/// Verdicts of mails that are not held, for the audit chain of the policy's store.
class Verdicts {
  public:
    Verdicts(const policy::Policy& policy, Timestamp now) : policy_(policy), now_(now) {}

    void add(const CheckedDraft& draft, gate::MailAction action) {
        if (policy_.service.store.url.empty()) return;
        const auto& evaluation = draft.report.evaluation;
        gate::DecisionRecord record{
            .gate = policy::GateKind::send, .verdict = evaluation.verdict, .action = action};
        record.rules = gate::rule_names(evaluation);
        record.observed = gate::observed_rule_names(evaluation);
        record.policy = policy_.digest;
        record.digest = draft.report.digest;
        record.recipients = draft.draft ? draft.draft->recipients.size() : 0;
        record.bytes = draft.bytes ? draft.bytes->size() : 0;
        record.detail = draft.report.error;
        const auto from = draft.draft && !draft.draft->from.empty()
                              ? draft.draft->from.front().address
                              : std::string();
        events_.push_back(gate::verdict_event(record, from, now_));
    }
    void note(Console& console) const { note_verdicts(policy_, events_, console); }

  private:
    const policy::Policy& policy_;
    Timestamp now_;
    std::vector<hold::Event> events_;
};

/// in: of - the draft of each mail
SendExit forward_all(const std::vector<Outgoing>& mails, const std::vector<const CheckedDraft*>& of,
                     forward::Forwarder& forwarder, Verdicts& verdicts, Console& console) {
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const auto receipt = forwarder.forward({.sender = mails[i].sender,
                                                .recipients = mails[i].recipients,
                                                .message = mails[i].bytes,
                                                .envid = "",
                                                .ret = "",
                                                .notify = "",
                                                .all_or_none = true});
        auto exit = SendExit::sent;
        if (!receipt) {
            console.complain(fmt::format("{}: not sent: {}", printable(mails[i].source),
                                         printable(receipt.error().message)));
            exit = exit_for_error(receipt.error().code);
        } else {
            print_receipt(mails[i], receipt.value(), console);
            exit = exit_for_outcome(receipt.value().outcome);
        }
        verdicts.add(*of[i], exit == SendExit::sent          ? gate::MailAction::passed
                             : exit == SendExit::unavailable ? gate::MailAction::refused
                                                             : gate::MailAction::deferred);
        if (exit == SendExit::sent) continue;
        if (mails.size() > 1) {
            console.complain(fmt::format("{} sent before, {} not tried", i, mails.size() - i - 1));
        }
        return exit;
    }
    return SendExit::sent;
}

Result<std::vector<Outgoing>> prepare_all(std::vector<CheckedDraft>& checked,
                                          const Request& request) {
    std::vector<Outgoing> mails;
    for (auto& draft : checked) {
        BOOST_OUTCOME_TRY(auto mail, prepare(draft, request));
        mails.push_back(std::move(mail));
    }
    return mails;
}

/// Sign-offs beside the file go with the draft into the store.
std::shared_ptr<const std::string> with_sidecar(const CheckedDraft& draft) {
    if (draft.sidecar.empty()) return draft.bytes;
    constexpr std::size_t kFoldAt = 76;
    const auto first_end = draft.bytes->find("\r\n");
    const auto line_end = first_end == draft.bytes->find('\n') - 1 ? "\r\n" : "\n";
    const auto coded = hold::to_base64(draft.sidecar);
    std::string out = "Send-Guard-Signoff:";
    for (std::size_t at = 0; at < coded.size(); at += kFoldAt)
        out += fmt::format("{} {}", at == 0 ? "" : line_end,
                           std::string_view(coded).substr(at, kFoldAt));
    return std::make_shared<const std::string>(out + line_end + *draft.bytes);
}

/// Keeps what the policy holds, and takes it from the mails that go on. A store that is down stops
/// all: mail may be frozen.
Result<void> keep_held(const PolicyChoice& choice, const std::vector<CheckedDraft>& checked,
                       Timestamp now, std::vector<Outgoing>& mails,
                       std::vector<const CheckedDraft*>& of, Console& console) {
    of.clear();
    const auto is_alternate = [](const CheckedDraft& draft) {
        return draft.draft && draft.draft->header(gate::kAlternatesField) != nullptr;
    };
    if (choice.policy->service.store.url.empty()) {
        for (const auto& draft : checked) of.push_back(&draft);
        if (std::ranges::none_of(checked, is_alternate)) return outcome::success();
        return error(Errc::bad_policy,
                     "only a hold store (service.store) can choose among alternates");
    }
    std::vector<Outgoing> rest;
    BOOST_OUTCOME_TRY(auto holds,
                      gate::open_desk(*choice.policy, [&choice] { return choice.policy; }));
    BOOST_OUTCOME_TRY(const auto frozen, holds.desk->frozen());
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const auto& evaluation = checked[i].report.evaluation;
        const gate::MailDecision decision{
            .verdict = evaluation.verdict,
            .forward = gate::answer(evaluation.verdict, false).forward,
            .alternate = is_alternate(checked[i])};
        if (!gate::keeps(decision, choice.policy->service, policy::Mode::enforce,
                         !frozen.empty())) {
            rest.push_back(std::move(mails[i]));
            of.push_back(&checked[i]);
            continue;
        }
        BOOST_OUTCOME_TRY(const auto kept,
                          gate::keep(*holds.desk, {.bytes = with_sidecar(checked[i]),
                                                   .envelope = {.sender = mails[i].sender,
                                                                .recipients = mails[i].recipients},
                                                   .identity = {},
                                                   .gate = policy::GateKind::send,
                                                   .now = now}));
        console.out << fmt::format("{}: {}\n", printable(mails[i].source),
                                   gate::kept_reply(kept, evaluation).lines.front());
        console.out.flush();
    }
    mails = std::move(rest);
    return outcome::success();
}

/// What is not learned is no failure: the mails have left.
void learn(const std::vector<const CheckedDraft*>& sent, const Request& request) {
    if (!request.histories) return;
    for (const auto* one : sent) {
        if (!one->draft) continue;
        const auto letter = history::letter_of(*one->draft, request.now);
        (void)request.histories->learn(letter.from, {letter});
    }
}

SendExit check_and_send(const PolicyChoice& choice, const Arguments& arguments,
                        const Request& request, Console& console) {
    const auto& policy = *choice.policy;
    if (!policy.service.next_hop && !arguments.has("dry-run")) {
        console.complain("the policy names no next hop to send to");
        console.err << kNextHopLines;
        return SendExit::config;
    }
    check::Workspace workspace;
    Verdicts verdicts(policy, request.now);
    std::vector<CheckedDraft> checked;
    for (const auto& path : arguments.positional()) {
        checked.push_back(check_draft(policy, path, request, policy::GateKind::send, workspace));
    }
    print_findings(choice, checked, arguments, console);
    if (const auto stopped = exit_for_checks(checked, policy.service.keeps_holds());
        stopped != SendExit::sent) {
        console.complain(checked.size() == 1 ? "not sent" : "none of these mails was sent");
        if (!arguments.has("dry-run")) {
            for (const auto& draft : checked) verdicts.add(draft, gate::MailAction::refused);
            verdicts.note(console);
        }
        return stopped;
    }
    auto mails = prepare_all(checked, request);
    if (!mails) {
        console.complain(fmt::format("not sent: {}", printable(mails.error().message)));
        return exit_for_error(mails.error().code);
    }
    if (arguments.has("dry-run")) {
        for (const auto& mail : mails.value()) print_rehearsal(mail, policy, console);
        return SendExit::sent;
    }
    std::vector<const CheckedDraft*> of;
    if (const auto kept = keep_held(choice, checked, request.now, mails.value(), of, console);
        !kept) {
        console.complain(fmt::format("not sent: {}", printable(kept.error().message)));
        return exit_for_error(kept.error().code);
    }
    const auto forwarder = forward::make_forwarder(*policy.service.next_hop);
    if (!forwarder) {
        console.complain(fmt::format("not sent: {}", printable(forwarder.error().message)));
        return SendExit::config;
    }
    const auto exit = forward_all(mails.value(), of, *forwarder.value(), verdicts, console);
    if (exit == SendExit::sent) learn(of, request);
    verdicts.note(console);
    return exit;
}

}  // namespace

int run_send(const Arguments& arguments, Console& console) {
    auto request = read_request(arguments);
    if (!request) {
        console.complain(request.error().message);
        return static_cast<int>(SendExit::usage);
    }
    const auto& paths = arguments.positional();
    if (std::ranges::count(paths, "-") > 1) {
        console.complain("standard input (-) is named twice; it can be read once");
        return static_cast<int>(SendExit::usage);
    }
    const auto choice = choose_policy(arguments, paths.front(), console);
    if (!choice.policy) return static_cast<int>(SendExit::config);
    std::string trouble;
    auto histories = gate::histories_for(*choice.policy, gate::HistoryUse::ask_and_learn, trouble);
    if (!histories) {
        console.complain(
            fmt::format("not sent: the history: {}", printable(histories.error().message)));
        return static_cast<int>(exit_for_error(histories.error().code));
    }
    if (!trouble.empty()) console.complain(printable(trouble));
    request.value().histories = std::move(histories.value());
    return static_cast<int>(check_and_send(choice, arguments, request.value(), console));
}

}  // namespace sendguard::cli

// `sendmail`: what mail programs, cron, PHP, git and mail servers call to send a message.
//
// The problem: callers know nothing of send-guard. They look at the exit code, and show or log what
// stands on standard error. The idea: sysexits, and a first line that begins with an enhanced
// status code, since Postfix's pipe(8) believes it over the exit code and puts it in its delivery
// report. So a faulty policy ends with 78 and says 4.3.5 (the mail waits in the queue until the
// policy is mended), and an unknown outcome says 5.4.2 (a 4 would send it twice). Success is silent
// but for warnings.
// Source: RFC 3463 (status codes), sysexits.h, pipe(8).
#include <fmt/format.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "check/detector.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/sending.h"
#include "cli/sendmail_arguments.h"
#include "cli/sendmail_host.h"
#include "cli/sendmail_message.h"
#include "gate/mail_gate.h"
#include "policy/load.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using gate::SendExit;
using report::printable;

constexpr const char* kSystemPolicy = "/etc/send-guard/send-guard.yaml";

/// How it ended, when it did not end well.
struct Failure {
    SendExit exit = SendExit::software;
    std::string enhanced;
    std::string text;  ///< what is wrong and what to do, a line
    std::vector<std::string> lines = {};
};
/// nullopt: sent.
using Ending = std::optional<Failure>;

Failure could_not_read(const Error& fault) {
    if (fault.code == Errc::limit) return {SendExit::data, "5.3.4", fault.message};
    return {SendExit::no_input, "4.3.0", fault.message};
}

Failure bad_address(const Error& fault) {
    return {SendExit::data, "5.1.3", "not sent: " + fault.message};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) {
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

/// A mail that was to be sent, with all that the verdict and the next hop need.
struct Submission {
    std::shared_ptr<const std::string> bytes;
    std::string sender;
    std::vector<std::string> recipients;
    std::string login;
    Timestamp now{};
};

class Sendmail {
  public:
    Sendmail(SendmailArguments arguments, Console& console)
        : arguments_(std::move(arguments)), console_(console) {}

    /// The whole way of a message: read, complete, judge, hand on.
    Ending run() {
        // Input comes first: a caller that is still writing would die of a closed pipe, and its
        // user would never see why nothing was sent.
        auto raw = read_submission(STDIN_FILENO, arguments_.dot_ends, kMaxMessageBytes);
        if (!raw) return could_not_read(raw.error());
        if (raw.value().empty())
            return Failure{SendExit::no_input, "5.6.0",
                           "standard input is empty: there is nothing to send"};
        if (auto failure = load()) return failure;
        Submission mail;
        if (auto failure = prepare(raw.value(), mail)) return failure;
        return decide(mail);
    }

    /// The next hop was called, and may have the mail whatever happened since.
    bool handed_on() const { return handed_on_; }

  private:
    Ending load();
    Ending prepare(const std::string& raw, Submission& mail);
    Ending envelope(const std::string& message, Submission& mail);
    Ending complete(std::string message, Submission& mail) const;
    Ending decide(const Submission& mail);
    Ending hand_on(const Submission& mail, const gate::MailDecision& decision);
    std::string qualifying_domain() const;

    SendmailArguments arguments_;
    Console& console_;
    std::shared_ptr<const policy::Policy> policy_;
    std::string host_, domain_;
    bool handed_on_ = false;
};

/// --policy or the system's: a file in the working directory must never loosen a gate.
Ending Sendmail::load() {
    const std::string path = arguments_.policy.value_or(kSystemPolicy);
    std::error_code ignored;
    if (!arguments_.policy && !std::filesystem::exists(path, ignored)) {
        return Failure{SendExit::config, "4.3.5",
                       fmt::format("not sent: there is no policy; write {} (`send-guard init "
                                   "/etc/send-guard`) or name one with --policy FILE before all "
                                   "other options",
                                   path)};
    }
    auto loaded = policy::load_policy(path, check::with_detectors({}));
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        return Failure{SendExit::config, "4.3.5",
                       fmt::format("not sent: the policy {} has {}", path,
                                   report::counted(loaded.faults.faults.size(), "fault")),
                       lines_of(loaded.faults.text())};
    }
    policy_ = std::move(loaded.policy);
    if (!policy_->service.next_hop) {
        return Failure{SendExit::config, "4.3.5",
                       fmt::format("not sent: the policy {} names no next hop; add service: "
                                   "{{next_hop: {{url: \"smtp://HOST:PORT\"}}}}",
                                   path)};
    }
    return std::nullopt;
}

std::string Sendmail::qualifying_domain() const {
    if (!policy_->service.hostname.empty()) return policy_->service.hostname;
    // Of several domains none is the first: the policy keeps them as a set.
    const auto& domains = policy_->internal_domains;
    return domains.size() == 1 ? *domains.begin() : host_;
}

Ending Sendmail::prepare(const std::string& raw, Submission& mail) {
    const auto& service = policy_->service;
    if (raw.size() > service.limits.message_bytes) {
        return Failure{SendExit::data, "5.3.4",
                       fmt::format("not sent: the message has {} bytes, and {} are the most that "
                                   "the policy allows (service.limits.message_size)",
                                   raw.size(), service.limits.message_bytes)};
    }
    host_ = service.hostname.empty() ? host_name() : service.hostname;
    domain_ = qualifying_domain();
    mail.login = login_name();
    mail.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto message = with_crlf(raw, service.normalize_line_ends);
    if (auto failure = envelope(message, mail)) return failure;
    return complete(std::move(message), mail);
}

/// Sender and recipients, from the arguments and, with -t, the header.
Ending Sendmail::envelope(const std::string& message, Submission& mail) {
    const auto add = [&mail](const std::vector<std::string>& addresses) {
        for (const auto& address : addresses) {
            if (std::ranges::find(mail.recipients, address) == mail.recipients.end())
                mail.recipients.push_back(address);
        }
    };
    for (const auto& word : arguments_.recipients) {
        const auto addresses =
            addresses_in(word, {.domain = domain_, .leading_dash = arguments_.after_dashes});
        if (!addresses) return bad_address(addresses.error());
        add(addresses.value());
    }
    if (arguments_.header_recipients) {
        const auto addresses = header_recipients(message, {.domain = domain_});
        if (!addresses) return bad_address(addresses.error());
        add(addresses.value());
    }
    if (mail.recipients.empty())
        return Failure{SendExit::data, "5.1.3",
                       "not sent: nobody is named to send to, neither as an argument nor in To, "
                       "Cc or Bcc"};
    const auto most = policy_->service.limits.recipients;
    if (mail.recipients.size() > most) {
        return Failure{SendExit::data, "5.5.3",
                       fmt::format("not sent: {} recipients, and {} are the most that the policy "
                                   "allows (service.limits.recipients)",
                                   mail.recipients.size(), most)};
    }
    if (!arguments_.sender) {
        // As `send` does. The login name comes last: behind a smart host nobody could answer it.
        mail.sender = header_sender(message, {.domain = domain_});
        if (mail.sender.empty()) mail.sender = fmt::format("{}@{}", mail.login, domain_);
        return std::nullopt;
    }
    const auto sender = addresses_in(*arguments_.sender, {.domain = domain_});
    if (!sender) return bad_address(sender.error());
    if (sender.value().size() > 1)
        return Failure{SendExit::data, "5.1.7", "not sent: -f names more than one address"};
    if (!sender.value().empty()) mail.sender = sender.value().front();
    return std::nullopt;
}

Ending Sendmail::complete(std::string message, Submission& mail) const {
    const auto id = new_message_id(mail.now, host_);
    if (!id) return Failure{SendExit::software, "4.3.0", "not sent: " + id.error().message};
    const char* const named = std::getenv("NAME");
    auto name = arguments_.full_name;
    // Sendmail's own variable, and cron's, but also WSL's for the machine: only what can be a name.
    if (name.empty() && named != nullptr && escape_invisible(named) == named) name = named;
    mail.bytes = std::make_shared<const std::string>(
        completed(std::move(message),
                  {.from_name = std::move(name),
                   .from_address = mail.sender.empty() ? "MAILER-DAEMON@" + domain_ : mail.sender,
                   .date = mail_date(mail.now),
                   .message_id = id.value()}));
    return std::nullopt;
}

std::string summary(const gate::MailDecision& decision) {
    if (decision.verdict == check::Verdict::error) return "not sent: this mail was not checked";
    if (decision.too_many_hops) return "not sent: this mail goes in circles";
    const auto stops = static_cast<std::size_t>(std::ranges::count_if(
        decision.evaluation.findings,
        [](const check::Finding& finding) { return finding.action >= policy::Action::hold; }));
    return fmt::format("not sent: the policy refuses this mail ({})",
                       report::counted(stops, "finding"));
}

Failure refused(const gate::MailDecision& decision) {
    // A loop is refused whatever the verdict is.
    const auto exit = decision.too_many_hops ? SendExit::no_permission
                                             : gate::answer(decision.verdict, false).send;
    return {exit, decision.refusal.enhanced, summary(decision), decision.refusal.lines};
}

Ending Sendmail::decide(const Submission& mail) {
    check::Workspace workspace;
    // A login of this machine is an author that the kernel vouches for.
    const check::Identity identity{.user = mail.login};
    const auto decision =
        gate::decide_mail(*policy_,
                          {.bytes = mail.bytes,
                           .envelope = {.sender = mail.sender, .recipients = mail.recipients},
                           .identity = identity,
                           .gate = policy::GateKind::sendmail,
                           .mode = policy_->service.mode,
                           .spare_reports = false,  // any user may give -f ""
                           .now = mail.now},
                          workspace);
    if (!decision.forward) return refused(decision);
    const auto& row = gate::answer(decision.verdict, false);
    if (!row.forward) {
        console_.say(fmt::format("mode observe: sent, but would have been refused: {} {}",
                                 decision.refusal.enhanced, summary(decision)));
        for (const auto& line : decision.refusal.lines) console_.say(printable(line));
    } else if (row.warn_header) {
        for (const auto& line : report::short_lines(decision.evaluation, policy_->service.texts))
            console_.say(line);
    }
    return hand_on(mail, decision);
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

Ending Sendmail::hand_on(const Submission& mail, const gate::MailDecision& decision) {
    const auto bytes = forward::outgoing_bytes(*mail.bytes, decision.drop, decision.add);
    const auto forwarder = forward::make_forwarder(*policy_->service.next_hop);
    if (!forwarder)
        return Failure{SendExit::config, "4.3.5", "not sent: " + forwarder.error().message};
    handed_on_ = true;
    const auto receipt = forwarder.value()->forward({.sender = mail.sender,
                                                     .recipients = mail.recipients,
                                                     .message = bytes,
                                                     .envid = arguments_.envid,
                                                     .ret = arguments_.ret,
                                                     .notify = arguments_.notify,
                                                     .all_or_none = true});
    if (receipt) return ending_of(receipt.value());
    const auto exit = exit_for_error(receipt.error().code);
    const bool later =
        exit == SendExit::temporary || exit == SendExit::config || exit == SendExit::software;
    return Failure{exit, later ? "4.3.0" : "5.1.3", "not sent: " + receipt.error().message};
}

int end(const Ending& ending, Console& console) {
    if (!ending) return static_cast<int>(SendExit::sent);
    console.err << ending->enhanced << ' ' << printable(ending->text) << '\n';
    for (const auto& line : ending->lines) console.err << printable(line) << '\n';
    console.err.flush();
    return static_cast<int>(ending->exit);
}

Ending wrong_usage(std::string text) {
    return Failure{SendExit::usage, "5.5.4", std::move(text)};
}

Failure internal_failure(bool handed_on, std::string_view why) {
    if (handed_on) return {SendExit::software, "5.4.2", unknown_outcome_text("the next hop")};
    return {SendExit::temporary, "4.3.0", fmt::format("not sent: internal failure: {}", why)};
}

Ending guarded_run(SendmailArguments arguments, Console& console) {
    Sendmail sendmail(std::move(arguments), console);
    try {
        return sendmail.run();
    } catch (const std::exception& fault) {
        return internal_failure(sendmail.handed_on(), fault.what());
    } catch (...) {
        return internal_failure(sendmail.handed_on(), "unknown");
    }
}

}  // namespace

int run_sendmail(const std::vector<std::string>& words, Console& console) {
    // Whoever lends this program rights of its own would lend them to the caller's --policy, to his
    // environment and to his cache of policies.
    if (::getauxval(AT_SECURE) != 0) {
        return end(Failure{SendExit::config, "5.3.5",
                           "send-guard is not made to be installed set-uid or set-gid"},
                   console);
    }
    auto arguments = parse_sendmail(words);
    if (!arguments) return end(wrong_usage(arguments.error().message), console);
    const auto& given = arguments.value();
    if (given.help) {
        console.out << command_help(*find_command("sendmail"));
        return 0;
    }
    if (given.mode == SendmailArguments::Mode::queue) {
        console.out << "Nothing is held here: send-guard keeps no mail yet. What was sent is in "
                       "the next hop's queue.\n";
        return 0;
    }
    if (given.mode == SendmailArguments::Mode::smtp) {
        return end(wrong_usage("-bs (SMTP on standard input) is not done yet: give the message and "
                               "its recipients, or use `send-guard serve`"),
                   console);
    }
    if (given.recipients.empty() && !given.header_recipients) {
        return end(wrong_usage("nobody is named to send to: give recipients as arguments, or -t "
                               "to take them from To, Cc and Bcc"),
                   console);
    }
    return end(guarded_run(std::move(arguments.value()), console), console);
}

}  // namespace sendguard::cli

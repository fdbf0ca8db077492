// `sendmail`: what mail programs, cron, PHP, git and mail servers call to send a message.
//
// The problem: callers know nothing of send-guard. They look at the exit code, and show or log what
// stands on standard error. The idea: sysexits, and a first line that begins with an enhanced
// status code, which Postfix's pipe(8) believes over the exit code and puts in its delivery report;
// then one line a finding. Success is silent but for warnings.
// Source: sendmail(1), sysexits.h, pipe(8).
#include <fmt/format.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/sendmail_arguments.h"
#include "cli/sendmail_message.h"
#include "cli/sendmail_smtp.h"
#include "cli/submission.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using gate::SendExit;
using report::printable;

Failure wrong_usage(std::string text) {
    return {SendExit::usage, "5.5.4", std::move(text)};
}

Failure could_not_read(const Error& fault) {
    if (fault.code == Errc::limit) return {SendExit::data, "5.3.4", fault.message};
    return {SendExit::no_input, "4.3.0", fault.message};
}

std::string full_name(const SendmailArguments& arguments) {
    const char* const named = std::getenv("NAME");
    if (!arguments.full_name.empty() || named == nullptr) return arguments.full_name;
    // What would break out of the field, or hide in it, is no name.
    return escape_invisible(named) == named ? named : "";
}

/// Everything but the envelope.
Submission submission_from(const SendmailArguments& arguments) {
    return {.from_name = full_name(arguments),
            .notify = arguments.notify,
            .ret = arguments.ret,
            .envid = arguments.envid};
}

/// Who gets it: the arguments' addresses and, with -t, the header's.
Ending add_recipients(const SendmailArguments& arguments, const std::string& domain,
                      Submission& mail) {
    const auto add = [&mail](const std::vector<std::string>& addresses) {
        for (const auto& address : addresses) {
            if (std::ranges::find(mail.recipients, address) == mail.recipients.end())
                mail.recipients.push_back(address);
        }
    };
    for (const auto& word : arguments.recipients) {
        const auto addresses =
            addresses_in(word, {.domain = domain, .leading_dash = arguments.after_dashes});
        if (!addresses) return bad_address(addresses.error());
        add(addresses.value());
    }
    if (arguments.header_recipients) {
        const auto addresses = header_recipients(mail.message, {.domain = domain});
        if (!addresses) return bad_address(addresses.error());
        add(addresses.value());
    }
    if (!mail.recipients.empty()) return std::nullopt;
    return Failure{SendExit::data, "5.1.3",
                   "not sent: nobody is named to send to, neither as an argument nor in To, Cc or "
                   "Bcc"};
}

Ending set_sender(const SendmailArguments& arguments, const std::string& domain, Submission& mail) {
    if (!arguments.sender) return std::nullopt;
    const auto sender = addresses_in(*arguments.sender, {.domain = domain});
    if (!sender) return bad_address(sender.error());
    if (sender.value().size() > 1)
        return Failure{SendExit::data, "5.1.7", "not sent: -f names more than one address"};
    mail.sender = sender.value().empty() ? "" : sender.value().front();
    return std::nullopt;
}

Ending send_mail(const SendmailArguments& arguments, Console& console) {
    if (arguments.recipients.empty() && !arguments.header_recipients) {
        return wrong_usage(
            "nobody is named to send to: give recipients as arguments, or -t to "
            "take them from To, Cc and Bcc");
    }
    // Input comes first: a caller that is still writing would die of a closed pipe, and its user
    // would never see why nothing was sent.
    const auto raw = read_submission(STDIN_FILENO, arguments.dot_ends, kMaxMessageBytes);
    if (!raw) return could_not_read(raw.error());
    if (raw.value().empty())
        return Failure{SendExit::no_input, "5.6.0",
                       "standard input is empty: there is nothing to send"};
    SubmissionGate gate(console);
    if (auto failure = gate.load(arguments.policy)) return failure;
    auto mail = submission_from(arguments);
    mail.message = with_crlf(raw.value(), gate.service().normalize_line_ends);
    if (auto failure = add_recipients(arguments, gate.domain(), mail)) return failure;
    if (auto failure = set_sender(arguments, gate.domain(), mail)) return failure;
    auto ending = gate.submit(std::move(mail));
    for (const auto& line : gate.kept().lines) console.out << line << '\n';
    return ending;
}

Ending serve_smtp(const SendmailArguments& arguments, Console& console) {
    SubmissionGate gate(console);
    if (auto failure = gate.load(arguments.policy)) {
        console.out << gate::wire({421, failure->enhanced, {failure->text}}, false) << std::flush;
        return failure;
    }
    return run_smtp(gate, submission_from(arguments));
}

Ending run(const SendmailArguments& arguments, Console& console) {
    if (arguments.help) {
        console.out << command_help(*find_command("sendmail"));
        return std::nullopt;
    }
    switch (arguments.mode) {
        case SendmailArguments::Mode::mail:
            return send_mail(arguments, console);
        case SendmailArguments::Mode::smtp:
            return serve_smtp(arguments, console);
        case SendmailArguments::Mode::queue:
            console.out << "Nothing is held here: send-guard keeps no mail. What was sent is in "
                           "the next hop's queue.\n";
            return std::nullopt;
    }
    return std::nullopt;
}

int end(const Ending& ending, Console& console) {
    if (!ending) return static_cast<int>(SendExit::sent);
    console.err << ending->enhanced << ' ' << printable(ending->text) << '\n';
    for (const auto& line : ending->lines) console.err << printable(line) << '\n';
    console.err.flush();
    return static_cast<int>(ending->exit);
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
    const auto arguments = parse_sendmail(words);
    if (!arguments) return end(wrong_usage(arguments.error().message), console);
    try {
        return end(run(arguments.value(), console), console);
    } catch (const std::exception& fault) {
        // submit() throws nothing: the next hop was not called.
        return end(Failure{SendExit::temporary, "4.3.0",
                           fmt::format("not sent: internal failure: {}", fault.what())},
                   console);
    }
}

}  // namespace sendguard::cli

// The commands of the gates, and those around them: their part of the option table.
#include "cli/options_gates.h"
#include "cli/commands.h"
#include "cli/options_shared.h"

namespace sendguard::cli {
namespace {

const Option kReportFormat{.name = "format",
                           .value = "FORMAT",
                           .help = "text (the default) or json",
                           .choices = {"text", "json"}};
const Option kControl{.name = "control",
                      .value = "PATH",
                      .help = "the control socket of a running gate",
                      .completes = Completes::file};
const Option kUsers{
    .name = "users", .value = "FILE", .help = "the users file", .completes = Completes::file};
const Option kTokens{
    .name = "tokens", .value = "FILE", .help = "the tokens file", .completes = Completes::file};
const Option kTokenKind{.name = "kind",
                        .value = "KIND",
                        .help = "who uses the token (program unless said)",
                        .choices = {"person", "program", "agent"}};
const Option kKind{.name = "kind",
                   .value = "KIND",
                   .help = "who stands behind the login (person for a new user unless said)",
                   .choices = {"person", "program", "agent"}};
const Option kPasswordFile{.name = "password-file",
                           .value = "FILE",
                           .help = "its first line is the password",
                           .completes = Completes::file};
const Option kGenerate{
    .name = "generate", .value = "", .help = "make a random password and print it once"};
const Option kLogFormat{.name = "log-format",
                        .value = "FORMAT",
                        .help = "one line an event: text (key=value) or json",
                        .choices = {"text", "json"}};
const Option kConfigDir{.name = "config-dir",
                        .letter = 'c',
                        .value = "DIR",
                        .help = "the folder of main.cf and master.cf (/etc/postfix unless said)",
                        .completes = Completes::folder};
const Option kHelpWord{.name = "help", .value = "", .help = "show this help"};
const Option kSendmailPolicy{
    .name = "policy",
    .value = "FILE",
    .help = "before all others: the policy, in place of /etc/send-guard/send-guard.yaml",
    .completes = Completes::file};
// sendmail(1)'s own, by getopt(3) in sendmail_arguments.cpp; here for help, man and completion.
const Option kFromHeader{
    .letter = 't', .value = "", .help = "send to those in To, Cc and Bcc (or Resent-...) as well"};
const Option kDotIsText{
    .letter = 'i', .value = "", .help = "a line with a single dot does not end the message"};
const Option kEnvelopeFrom{
    .letter = 'f', .value = "ADDRESS", .help = "the envelope sender; \"\" is the null sender"};
const Option kEnvelopeFromToo{.letter = 'r', .value = "ADDRESS", .help = "the same as -f"};
const Option kFullName{
    .letter = 'F', .value = "NAME", .help = "the name in From, when the message has no From"};
const Option kMailMode{
    .letter = 'b',
    .value = "MODE",
    .help = "m: a message on standard input (the default); s: SMTP there; p: what is held"};
const Option kBody{.letter = 'B', .value = "BODY", .help = "7BIT or 8BITMIME"};
const Option kNotify{.letter = 'N',
                     .value = "WHEN",
                     .help = "never, or success, failure, delay: reports that are asked for"};
const Option kReturn{
    .letter = 'R', .value = "WHAT", .help = "full or hdrs: what a report gives back"};
const Option kEnvelopeId{.letter = 'V', .value = "ID", .help = "a name for the reports to bear"};
const Option kSetting{.letter = 'o',
                      .value = "SETTING",
                      .help =
                          "-oi is -i; all others, and -A -C -G -L -O -U -X -c -e -h -m -n -p "
                          "-v -x, are taken and mean nothing here",
                      .repeatable = true};

std::vector<Command> mail_commands() {
    return {
        {.name = "sendmail",
         .arguments = "[RECIPIENT...]",
         .summary = "check a message on standard input and send it, as sendmail(1) does",
         .description = "For mail programs, git, cron, PHP and mail servers; also when the program "
                        "is called by the name sendmail. The policy is --policy or the one in "
                        "/etc/send-guard, none else. Silent when the mail was sent; otherwise "
                        "standard error begins with a status code such as 5.7.1 and names the "
                        "findings. Date, Message-ID and From are added when they are missing, Bcc "
                        "is taken off, nothing else is changed.",
         .examples = {{"send-guard sendmail -t -i < letter.eml", "to those whom the header names"},
                      {"git config sendemail.sendmailCmd '/usr/bin/send-guard sendmail'",
                       "for git send-email"},
                      {"echo 'set sendmail=\"/usr/bin/send-guard sendmail -oi\"' >> ~/.muttrc",
                       "for mutt and neomutt"},
                      {"send-guard sendmail --policy FILE -f \"$SENDER\" -- \"$RECIPIENT\"",
                       "as a mail server calls it"}},
         .options = {&kSendmailPolicy, &kFromHeader, &kDotIsText, &kEnvelopeFrom, &kEnvelopeFromToo,
                     &kFullName, &kMailMode, &kBody, &kNotify, &kReturn, &kEnvelopeId, &kSetting,
                     &kHelpWord},
         .most = kAny,
         .exits = Exits::sysexits,
         .run_unparsed = run_sendmail},
    };
}

std::vector<Command> token_commands() {
    return {
        {.name = "token add",
         .arguments = "NAME",
         .summary = "make a token for the HTTP API",
         .description = "Prints it, once; the file keeps only its hash. The name is an address or "
                        "a login: it decides, by the policy's groups, what the token may do. An "
                        "agent's token hands in drafts and looks at its own, and never approves.",
         .examples = {{"send-guard token add bot-7@example.org --kind agent --tokens tokens.txt",
                       ""}},
         .options = {&kTokens, &kTokenKind, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_token_add},
        {.name = "token remove",
         .arguments = "ID",
         .summary = "take a token out, or all of a name",
         .description = "By the id that `token list` shows, or by the name.",
         .examples = {{"send-guard token remove k7m2p9qx --tokens tokens.txt", ""}},
         .options = {&kTokens, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_token_remove},
        {.name = "token list",
         .arguments = "",
         .summary = "list the tokens of a tokens file",
         .description = "One line a token: id, name and kind.",
         .examples = {{"send-guard token list --tokens tokens.txt", ""}},
         .options = {&kTokens, &kHelp},
         .run = run_token_list},
    };
}

std::vector<Command> service_commands() {
    return {
        {.name = "serve",
         .arguments = "",
         .summary = "take mail over SMTP, check it, and hand it on in the same session",
         .description = "The SMTP gate: a filter behind a mail server, a relay in front of a smart "
                        "host, a submission server. Listeners, next hop and limits stand under "
                        "service: in the policy (docs/service.md), which is --policy or "
                        "/etc/send-guard/send-guard.yaml. Keeps no mail: the client gets the next "
                        "hop's own reply, or the findings. Logs to standard error, one line a "
                        "decision. SIGHUP reloads the policy, SIGTERM ends.",
         .examples = {{"send-guard serve --policy send-guard.yaml", "in the foreground"}},
         .options = {&kGatePolicy, &kLogFormat, &kNoCache, &kHelp},
         .run = run_serve},
        {.name = "milter",
         .arguments = "",
         .summary = "check mail for Postfix, Sendmail and others as a milter",
         .description = "The same verdict through libmilter, in a process of its own. Where it "
                        "listens stands under service: {milter: ...} in the policy. Reloads with "
                        "`send-guard reload`; SIGHUP and SIGTERM end it.",
         .examples = {{"send-guard milter --policy send-guard.yaml", "in the foreground"}},
         .options = {&kGatePolicy, &kLogFormat, &kHelp},
         .run = run_milter},
        {.name = "reload",
         .arguments = "",
         .summary = "make the running gates read their policy again",
         .description =
             "Asks at service.control and service.milter.control of the policy. A faulty "
             "policy is refused, and the old one goes on. Ends with 0 when all took it, 1 "
             "when it was refused, 2 when nobody answered.",
         .examples = {{"send-guard reload", "after a change of the policy"}},
         .options = {&kGatePolicy, &kControl, &kHelp},
         .run = run_reload},
        {.name = "user add",
         .arguments = "NAME",
         .summary = "add who may log in, or give a new password",
         .description = "Into the users file of a listener. The password is asked on the terminal, "
                        "or is the first line of standard input or of --password-file.",
         .examples = {{"send-guard user add press@example.org --users users.txt", ""},
                      {"send-guard user add bot-7 --users users.txt --kind agent --generate",
                       "an agent, with a random password"}},
         .options = {&kUsers, &kKind, &kPasswordFile, &kGenerate, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_user_add},
        {.name = "user remove",
         .arguments = "NAME",
         .summary = "take a user out of a users file",
         .description = "Comments and the other lines stay.",
         .examples = {{"send-guard user remove bot-7 --users users.txt", ""}},
         .options = {&kUsers, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_user_remove},
        {.name = "user list",
         .arguments = "",
         .summary = "list the users of a users file",
         .description = "One line a user: name and kind.",
         .examples = {{"send-guard user list --users users.txt", ""}},
         .options = {&kUsers, &kHelp},
         .run = run_user_list},
        {.name = "user check",
         .arguments = "NAME",
         .summary = "try a login",
         .description = "Ends with 0 when the password is right, 1 when it is not.",
         .examples = {{"send-guard user check bot-7 --users users.txt", ""}},
         .options = {&kUsers, &kPasswordFile, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_user_check},
        {.name = "doctor",
         .arguments = "",
         .summary = "say what passes send-guard by in this mail set-up",
         .description = "Looks at the Postfix of this machine and at the policy's service: and "
                        "tries the next hop, without sending a mail. Ends with 0 when nothing is "
                        "open, 1 when something is, 2 when it could not look.",
         .examples = {{"send-guard doctor", "the set-up of this machine (as root, it sees most)"},
                      {"send-guard doctor --policy send-guard.yaml --config-dir /etc/postfix",
                       "a policy and a Postfix by name"}},
         .options = {&kGatePolicy, &kConfigDir, &kReportFormat, &kHelp},
         .run = run_doctor},
    };
}

}  // namespace

std::vector<Command> gate_commands() {
    auto out = mail_commands();
    for (auto& command : service_commands()) out.push_back(std::move(command));
    for (auto& command : token_commands()) out.push_back(std::move(command));
    return out;
}

}  // namespace sendguard::cli

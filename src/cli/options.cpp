#include "cli/options.h"

#include <algorithm>

#include "cli/commands.h"
#include "cli/options_audit.h"
#include "cli/options_check.h"
#include "cli/options_gates.h"
#include "cli/options_history.h"
#include "cli/options_hold.h"
#include "cli/options_rules.h"
#include "cli/options_shared.h"
#include "gate/answers.h"

namespace sendguard::cli {
namespace {

const Option kPolicy{
    .name = "policy",
    .letter = 'p',
    .value = "FILE",
    .help = "the policy; without it, send-guard.yaml is looked for from the draft's folder up",
    .completes = Completes::file};
const Option kFrom{
    .name = "from", .value = "ADDRESS", .help = "the envelope sender; \"<>\" is the null sender"};
const Option kTo{.name = "to",
                 .value = "ADDRESS",
                 .help = "an envelope recipient; where given, they are the envelope",
                 .repeatable = true};
const Option kNow{.name = "now",
                  .value = "TIME",
                  .help = "take this for the present time (RFC 3339), for tests and rehearsal"};
const Option kFormat{.name = "format",
                     .letter = 'f',
                     .value = "FORMAT",
                     .help = "text (the default) or json",
                     .choices = {"text", "json"}};
const Option kExplain{.name = "explain",
                      .value = "",
                      .help = "say for each rule, condition by condition, why it fired or did not"};
const Option kColor{.name = "color",
                    .value = "WHEN",
                    .help = "auto (the default), always or never",
                    .choices = {"auto", "always", "never"}};
const Option kQuiet{.name = "quiet",
                    .letter = 'q',
                    .value = "",
                    .help = "findings only: no summary, no notes about the policy"};
const Option kDryRun{.name = "dry-run",
                     .letter = 'n',
                     .value = "",
                     .help = "check, and say what would be sent to whom; send nothing"};
const Option kDiff{.name = "diff",
                   .value = "",
                   .help = "show what differs between two drafts' statements, OLD and NEW"};
const Option kKey{.name = "key",
                  .letter = 'k',
                  .value = "FILE",
                  .help = "the private ssh key, or the public one of a key in the agent",
                  .completes = Completes::file};
const Option kAs{.name = "as", .value = "GROUP", .help = "the group that you sign for"};
const Option kUntil{
    .name = "until",
    .value = "TIME",
    .help = "how long the sign-off counts: RFC 3339, a date, or a term such as 30d"};
const Option kOut{.name = "out",
                  .letter = 'o',
                  .value = "FILE",
                  .help = "write to FILE, or - for standard output, instead of DRAFT.signoff",
                  .completes = Completes::file};
const Option kKeyring{.name = "keyring",
                      .value = "FILE",
                      .help = "an ssh allowed_signers file, instead of the policy's",
                      .completes = Completes::file};
const Option kName{.name = "name", .value = "NAME", .help = "the organization's name"};
const Option kHouse{
    .name = "house",
    .value = "KIND",
    .help =
        "what the house is, for the choice of packs: press-office, newsroom, ministry, company "
        "or agents"};
const Option kDomain{.name = "domain",
                     .value = "DOMAIN",
                     .help = "a domain of your own; all others are external",
                     .repeatable = true};
const Option kMaildir{.name = "maildir",
                      .value = "DIR",
                      .help = "the Maildir that takes the messages",
                      .completes = Completes::folder};
const Option kHost{
    .name = "host", .value = "ADDRESS", .help = "the address to listen on (127.0.0.1 unless said)"};
const Option kPort{.name = "port",
                   .value = "N",
                   .help = "the port to listen on (2525 unless said; 0: any free one)"};
const Option kCount{.name = "count", .value = "N", .help = "stop after so many messages"};

std::vector<Command> draft_commands() {
    return {
        {.name = "check",
         .arguments = "[PATH...] (files, folders, or - for standard input)",
         .summary = "check drafts against the policy",
         .description =
             "Checks mails (.eml) and files to be published (Markdown, HTML, text and others). "
             "Folders are searched for files with such endings; in a git work tree, what git "
             "ignores is left out. Sign-offs beside a draft (DRAFT.signoff) count. With "
             "--staged or --changed, paths narrow what git names. --fix takes out stray markers "
             "that have a line to themselves, and nothing else.",
         .examples = {{"send-guard check letter.eml", "check one mail"},
                      {"send-guard check --to minister@mod.example - < letter.eml",
                       "from standard input, to that recipient"},
                      {"send-guard check --format json --strict news/", "a folder, for a program"},
                      {"send-guard check --format github --output sarif=send-guard.sarif news/",
                       "in CI: annotations, and a file for code scanning"},
                      {"send-guard check --staged", "what the next commit would publish"},
                      {"send-guard check --changed=origin/main", "what this branch changes"},
                      {"send-guard check --diff news/", "what could be fixed, as a diff"}},
         .options = {&kStaged,   &kChanged,  &kFilesFrom,    &kStdinFilename, &kPolicy,  &kFrom,
                     &kTo,       &kNow,      &kReportFormat, &kOutput,        &kFailOn,  &kStrict,
                     &kExitZero, &kBaseline, &kTrailers,     &kObserved,      &kExplain, &kColor,
                     &kQuiet,    &kFix,      &kFixDiff,      &kThreads,       &kNoCache, &kHelp},
         .most = kAny,
         .exits = Exits::check,
         .run = run_check},
        {.name = "baseline",
         .arguments = "FILE [PATH...]",
         .summary = "write down today's findings for check --baseline",
         .description = "Checks as `check` does and writes every finding that stands to FILE, in "
                        "place of what was there; reasons that FILE gives are kept. A finding that "
                        "blocks counts only once its entry has a \"reason\". Nothing is written "
                        "when a draft could not be checked.",
         .examples = {{"send-guard baseline .send-guard-baseline.json .", "all drafts here"},
                      {"send-guard check --baseline .send-guard-baseline.json .",
                       "then only new findings stop"}},
         .options = {&kFilesFrom, &kPolicy, &kNow, &kQuiet, &kThreads, &kNoCache, &kHelp},
         .least = 1,
         .most = kAny,
         .exits = Exits::check,
         .run = run_baseline},
        {.name = "send",
         .arguments = "FILE... (or - for standard input)",
         .summary = "check mails, then hand them to the next hop",
         .description = "All mails are checked first; when one is stopped, none is sent. Bcc lines "
                        "are taken off. The next "
                        "hop is the policy's service.next_hop. Nothing is sent on any error.",
         .examples = {{"send-guard send letter.eml", "check and send to To, Cc and Bcc"},
                      {"send-guard send --dry-run letter.eml", "see who would get it"}},
         .options = {&kPolicy, &kFrom, &kTo, &kNow, &kDryRun, &kExplain, &kColor, &kQuiet,
                     &kNoCache, &kHelp},
         .least = 1,
         .most = kAny,
         .exits = Exits::sysexits,
         .run = run_send},
        {.name = "git-hook sendemail-validate",
         .arguments = "PATCH [HEADERS]",
         .summary = "check a patch before git send-email sends it",
         .description = "For git's hook of that name: make .git/hooks/sendemail-validate (or the "
                        "same file in the folder that core.hooksPath names) an executable script "
                        "of the two lines `#!/bin/sh` and `exec send-guard git-hook "
                        "sendemail-validate \"$@\"`. With HEADERS (git 2.41 and later) the mail is "
                        "checked as it will leave. The policy is the repository's. A patch that is "
                        "stopped ends git send-email before any mail is sent.",
         .examples = {{"send-guard git-hook sendemail-validate 0001-a-change.patch",
                       "what the hook will say"}},
         .options = {&kPolicy, &kNow, &kColor, &kQuiet, &kNoCache, &kHelp},
         .least = 1,
         .most = 2,
         .run = run_git_sendemail_validate},
        {.name = "view",
         .arguments = "FILE...",
         .summary = "print a draft as send-guard sees it, with what is hidden in it",
         .description = "Each part with its text by place, line and locator, then what documents "
                        "hold besides what their reader sees, then what could not be read.",
         .examples = {{"send-guard view report.docx", "is there anything in it?"}},
         .options = {&kFormat, &kHelp},
         .least = 1,
         .most = kAny,
         .exits = Exits::check,
         .run = run_view},
        {.name = "statement",
         .arguments = "FILE, or with --diff OLD NEW",
         .summary = "print what a sign-off of a draft signs",
         .description = "The statement names the sender, every recipient, the subject and each "
                        "part with its digest. With "
                        "--diff, OLD may also be a kept statement or a .signoff file.",
         .examples = {{"send-guard statement letter.eml", "what will be signed"},
                      {"send-guard statement --diff letter.eml.signoff letter.eml",
                       "what changed since it was signed"}},
         .options = {&kFrom, &kTo, &kAs, &kUntil, &kNow, &kDiff, &kHelp},
         .least = 1,
         .most = 2,
         .exits = Exits::check,
         .run = run_statement},
        {.name = "sign",
         .arguments = "FILE",
         .summary = "sign a draft off with an ssh key",
         .description =
             "Prints the statement, signs it with ssh-keygen, and adds it to FILE.signoff.",
         .examples = {{"send-guard sign letter.eml --key ~/.ssh/id_ed25519 --as principals",
                       "sign for a group"},
                      {"send-guard sign letter.eml --key id.pub --until 30d",
                       "with a key of the agent, for 30 days"}},
         .options = {&kKey, &kAs, &kUntil, &kOut, &kPolicy, &kFrom, &kTo, &kNow, &kQuiet, &kHelp},
         .least = 1,
         .most = 1,
         .exits = Exits::check,
         .run = run_sign},
        {.name = "verify",
         .arguments = "FILE",
         .summary = "say which sign-offs of a draft count",
         .description =
             "Checks every sign-off in FILE.signoff and in the mail's header fields against the "
             "draft as it is now "
             "and the policy's keyring. Ends with 0 when there is one at least and all count.",
         .examples = {{"send-guard verify letter.eml", "who signed, and whether it still counts"}},
         .options = {&kPolicy, &kKeyring, &kFrom, &kTo, &kNow, &kNoCache, &kHelp},
         .least = 1,
         .most = 1,
         .exits = Exits::check,
         .run = run_verify},
    };
}

std::vector<Command> policy_commands() {
    return {
        {.name = "config show",
         .arguments = "",
         .summary = "show the policy in force and where it comes from",
         .description = "Files, digest, organization, groups, packs, next hop and weakenings. No "
                        "secret is shown: the policy "
                        "holds none.",
         .examples = {{"send-guard config show", "in this folder"}},
         .options = {&kPolicy, &kFormat, &kNoCache, &kHelp},
         .run = run_config_show},
        {.name = "init",
         .arguments = "[FOLDER]",
         .summary = "write a commented send-guard.yaml",
         .description =
             "Never overwrites. Asks for name, domain and kind of house on a terminal only.",
         .examples = {{"send-guard init --name 'Example Press Office' --domain example.org", ""}},
         .options = {&kName, &kDomain, &kHouse, &kHelp},
         .most = 1,
         .run = run_init},
    };
}

std::vector<Command> other_commands() {
    return {
        {.name = "sink",
         .arguments = "",
         .summary = "take mail over SMTP into a Maildir, for trying out",
         .description = "Takes mail for everyone and sends none. Prints the port it listens on, "
                        "then a line a delivery.",
         .examples = {{"send-guard sink --maildir /tmp/inbox --port 2525", ""}},
         .options = {&kMaildir, &kPort, &kHost, &kCount, &kHelp},
         .run = run_sink},
        {.name = "completion",
         .arguments = "SHELL (bash, zsh or fish)",
         .summary = "print the shell's completion script",
         .description = "Made from the option table.",
         .examples =
             {{"send-guard completion bash > ~/.local/share/bash-completion/completions/send-guard",
               ""}},
         .options = {&kHelp},
         .least = 1,
         .most = 1,
         .run = run_completion},
        {.name = "man",
         .arguments = "",
         .summary = "print the manual page",
         .description = "In roff, made from the option table.",
         .examples = {{"send-guard man > send-guard.1", ""}},
         .options = {&kHelp},
         .run = run_man},
        {.name = "help",
         .arguments = "[COMMAND]",
         .summary = "show help",
         .description = "Help on a command, or on all.",
         .examples = {{"send-guard help check", ""}},
         .options = {&kHelp},
         .most = 2,
         .run = run_help},
        {.name = "version",
         .arguments = "",
         .summary = "print the version and those of the libraries",
         .description = "Program and libraries, a line each.",
         .examples = {{"send-guard version", ""}},
         .options = {&kHelp},
         .run = run_version},
    };
}

}  // namespace

const std::vector<Command>& commands() {
    static const std::vector<Command> all = [] {
        std::vector<Command> table = draft_commands();
        for (auto group : {gate_commands(), hold_commands(), history_commands(), audit_commands(),
                           rule_commands(), policy_commands(), other_commands()}) {
            for (auto& command : group) table.push_back(std::move(command));
        }
        return table;
    }();
    return all;
}

const Command* find_command(std::string_view name) {
    const auto found = std::ranges::find(commands(), name, &Command::name);
    return found == commands().end() ? nullptr : &*found;
}

const Option* find_option(const Command& command, std::string_view name) {
    for (const Option* option : command.options) {
        const bool short_name = name.size() == 1 && option->letter == name.front();
        if (option->name == name || short_name) return option;
    }
    return nullptr;
}

std::string value_words(const Option& option) {
    if (option.value.empty()) return "";
    return option.value_optional ? "[=" + std::string(option.value) + "]"
                                 : " " + std::string(option.value);
}

int usage_exit(const Command& command) {
    return command.exits == Exits::sysexits ? static_cast<int>(gate::SendExit::usage)
                                            : static_cast<int>(gate::CheckExit::could_not_check);
}

int failure_exit(const Command& command) {
    return command.exits == Exits::sysexits ? static_cast<int>(gate::SendExit::software)
                                            : static_cast<int>(gate::CheckExit::could_not_check);
}

}  // namespace sendguard::cli

#include "cli/options_rules.h"

#include "cli/commands.h"
#include "cli/options_check.h"
#include "cli/options_shared.h"

namespace sendguard::cli {
namespace {

const Option kPolicy{.name = "policy",
                     .letter = 'p',
                     .value = "FILE",
                     .help = "the policy; without it, send-guard.yaml is looked for from here up",
                     .completes = Completes::file};
const Option kFormat{.name = "format",
                     .letter = 'f',
                     .value = "FORMAT",
                     .help = "text (the default) or json",
                     .choices = {"text", "json"}};
const Option kQuiet{.name = "quiet",
                    .letter = 'q',
                    .value = "",
                    .help = "findings only: no summary, no notes about the policy"};
const Option kFrom{.name = "from", .value = "ADDRESS", .help = "the envelope sender"};
const Option kTo{.name = "to",
                 .value = "ADDRESS",
                 .help = "an envelope recipient; where given, they are the envelope",
                 .repeatable = true};
const Option kNow{
    .name = "now", .value = "TIME", .help = "take this for the present time (RFC 3339)"};
const Option kCoverage{
    .name = "coverage",
    .value = "",
    .help = "say which conditions and alternatives of patterns no example needs"};
const Option kShipped{.name = "shipped",
                      .value = "",
                      .help = "look into the rules of the shipped packs, too: seconds"};
const Option kOver{.name = "over",
                   .value = "PATH",
                   .help = "past mail: a mailbox file (mbox), a Maildir, a folder or a file",
                   .repeatable = true,
                   .completes = Completes::file};
const Option kAgainst{.name = "against",
                      .value = "FILE",
                      .help = "also judge by this policy, and show what differs",
                      .completes = Completes::file};
const Option kDomain{.name = "domain",
                     .value = "DOMAIN",
                     .help = "without a policy: the default packs for a house of this domain",
                     .repeatable = true};
const Option kOutgoing{.name = "outgoing",
                       .value = "",
                       .help = "only mail whose sender is of the house's own domains"};
const Option kExamples{
    .name = "examples", .value = "N", .help = "so many messages shown for a rule (3 unless said)"};
const Option kAtMost{.name = "at-most",
                     .value = "PERCENT",
                     .help = "end with 1 when more than so many of a hundred are stopped"};
const Option kRule{.name = "rule", .value = "ID", .help = "the rule that is asked about"};
const Option kText{.name = "text",
                   .value = "TEXT",
                   .help = "words of the draft that the rule was expected to find"};

const Option kInto{.name = "into",
                   .value = "FILE",
                   .help = "the policy file that takes the rule; made when it is not there",
                   .completes = Completes::file};
const Option kMessage{.name = "message", .value = "TEXT", .help = "what a sender reads first"};
const Option kWhy{.name = "why", .value = "TEXT", .help = "why the rule is there"};
const Option kDo{.name = "do", .value = "TEXT", .help = "what a sender should do"};
const Option kAction{.name = "action",
                     .value = "ACTION",
                     .help = "note, warn (unless said), hold or block",
                     .choices = {"note", "warn", "hold", "block"}};
const Option kMode{.name = "mode",
                   .value = "MODE",
                   .help = "observe: it is counted and logged, and stops nothing",
                   .choices = {"enforce", "observe"}};
const Option kApprovers{
    .name = "approvers", .value = "GROUP", .help = "who may sign a hold off; sender: the author"};
const Option kPhrase{.name = "phrase",
                     .value = "TEXT",
                     .help = "words to look for, as whole words",
                     .repeatable = true};
const Option kRegex{.name = "regex", .value = "PATTERN", .help = "a pattern, in place of phrases"};
const Option kIn{.name = "in",
                 .value = "PLACE",
                 .help = "where: subject, body, quote, filename, ...",
                 .repeatable = true};
const Option kRecipient{.name = "recipients",
                        .value = "WHO",
                        .help = "only when any of them is external, internal, or of this group",
                        .repeatable = true};
const Option kFires{
    .name = "fires", .value = "TEXT", .help = "a body that the rule must find", .repeatable = true};
const Option kSilent{.name = "silent",
                     .value = "TEXT",
                     .help = "a body near it that it must leave alone",
                     .repeatable = true};
const Option kFeedbackWords{
    .name = "message", .letter = 'm', .value = "TEXT", .help = "what a person has to say of it"};

std::vector<Command> author_commands() {
    return {
        {.name = "why-not",
         .arguments = "FILE",
         .summary = "say which condition kept a rule silent on a draft",
         .description = "The rule's conditions as a tree, each with its answer, the values it "
                        "looked at, and what came nearest. With --text: where these words stand, "
                        "and whether the rule looks there. Ends with 1 when the rule does fire.",
         .examples = {{"send-guard why-not letter.eml --rule drafts/body-marker --text DRAFT",
                       "why was that no finding?"}},
         .options = {&kRule, &kText, &kPolicy, &kFrom, &kTo, &kNow, &kFormat, &kNoCache, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_why_not},
        {.name = "backtest",
         .arguments = "[PATH...]",
         .summary = "judge past mail by a policy, or by two",
         .description = "How many messages would have been stopped, by rule and by week, and the "
                        "noisiest rules with examples. Mailboxes are streamed, on all processors. "
                        "A message's own Date is the present time. Ends with 0, 1 when more than "
                        "--at-most were stopped, 2 when a message could not be checked.",
         .examples = {{"send-guard backtest --over sent.mbox --domain example.org",
                       "the default packs"},
                      {"send-guard backtest --over Maildir --policy new.yaml --against old.yaml",
                       "what a change would change"}},
         .options = {&kOver, &kPolicy, &kAgainst, &kDomain, &kOutgoing, &kExamples, &kFailOn,
                     &kAtMost, &kNow, &kThreads, &kFormat, &kNoCache, &kQuiet, &kHelp},
         .most = kAny,
         .run = run_backtest},
        {.name = "feedback",
         .arguments = "HOLD-ID false-alarm|right, or RULE FILE false-alarm|right",
         .summary = "say whether a finding was right or a false alarm",
         .description = "Kept in the policy's hold store, or in a file of yours where there is "
                        "none; `rules list` shows the counts. Of a hold with findings of several "
                        "rules, --rule names the one that is meant.",
         .examples = {{"send-guard feedback SG-7K3Q9M2XW5T8B4C6 false-alarm -m \"a quote\"", ""},
                      {"send-guard feedback drafts/body-marker letter.eml right", ""}},
         .options = {&kRule, &kFeedbackWords, &kPolicy, &kHelp},
         .least = 2,
         .most = 3,
         .run = run_feedback},
    };
}

}  // namespace

std::vector<Command> rule_commands() {
    std::vector<Command> table{
        {.name = "rules list",
         .arguments = "",
         .summary = "list the rules of the policy",
         .description = "One line a rule: id, action, message, and how often people called it "
                        "right or a false alarm (`send-guard feedback`).",
         .examples = {{"send-guard rules list", "the rules that hold here"}},
         .options = {&kPolicy, &kFormat, &kNoCache, &kHelp},
         .run = run_rules_list},
        {.name = "rules explain",
         .arguments = "ID [FILE...]",
         .summary = "say all about one rule",
         .description = "Message, reason, what to do, who signs off, where it stands, its "
                        "conditions and examples, and what it costs beside all rules, measured "
                        "over its examples or over the files named.",
         .examples = {{"send-guard rules explain drafts/subject-marker", ""}},
         .options = {&kPolicy, &kHelp},
         .least = 1,
         .most = kAny,
         .run = run_rules_explain},
        {.name = "rules new",
         .arguments = "[NAME]",
         .summary = "write a rule with its examples",
         .description = "Asks on a terminal what the options leave open, shows the rule, runs its "
                        "examples, and adds it to the policy. Nothing is written over, and "
                        "nothing is written when an example does not do as it says.",
         .examples =
             {{"send-guard rules new", "asks for everything"},
              {"send-guard rules new codename --phrase \"Blue Heron\" --recipients external "
               "--action hold --approvers principals --message \"A code name leaves the "
               "house.\" --fires \"Blue Heron starts in May.\" --silent \"A heron, blue.\"",
               "by options"}},
         .options = {&kInto, &kPolicy, &kMessage, &kWhy, &kDo, &kAction, &kMode, &kApprovers,
                     &kPhrase, &kRegex, &kIn, &kRecipient, &kFires, &kSilent, &kHelp},
         .most = 1,
         .run = run_rules_new},
        {.name = "rules test",
         .arguments = "[FILE]",
         .summary = "run the examples of all rules",
         .description = "Runs the examples of the shipped packs, and those of the policy FILE or "
                        "of the one found here. Fails "
                        "when an example does not do as it says, or when no example fires a rule. "
                        "--coverage says what of your own rules no example needs; of the shipped "
                        "ones with --shipped, or where there is no policy.",
         .examples = {{"send-guard rules test send-guard.yaml",
                       "your own rules, and the shipped ones"},
                      {"send-guard rules test --coverage", "what the examples leave untried"}},
         .options = {&kCoverage, &kShipped, &kFormat, &kQuiet, &kHelp},
         .most = 1,
         .run = run_rules_test},
        {.name = "rules lint",
         .arguments = "[FILE]",
         .summary = "find the faults of a policy file, and rules that cannot work",
         .description = "All faults at once, each with file, line and column; then patterns that "
                        "are slow or run away, rules that can never fire, rules that another one "
                        "always outdoes, and groups and places that nothing yields. Ends with 1 "
                        "when there is any but a note.",
         .examples = {{"send-guard rules lint send-guard.yaml", ""}},
         .options = {&kShipped, &kQuiet, &kHelp},
         .most = 1,
         .run = run_rules_lint},
        {.name = "rules detectors",
         .arguments = "",
         .summary = "list what `detect:` knows",
         .description = "The detectors, with their kinds and settings.",
         .examples = {{"send-guard rules detectors", ""}},
         .options = {&kHelp},
         .run = run_rules_detectors},
    };
    for (auto& command : author_commands()) table.push_back(std::move(command));
    return table;
}

}  // namespace sendguard::cli

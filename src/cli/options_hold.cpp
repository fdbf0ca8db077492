#include "cli/options_hold.h"

#include "cli/commands.h"
#include "cli/options_shared.h"

namespace sendguard::cli {
namespace {

const Option kFormat{.name = "format",
                     .value = "FORMAT",
                     .help = "text (the default) or json",
                     .choices = {"text", "json"}};
const Option kState{.name = "state",
                    .value = "STATE",
                    .help = "only holds in this state (all that have not ended unless said)",
                    .choices = {"held", "ready", "sending", "sent", "uncertain", "failed",
                                "returned", "rejected", "expired", "withdrawn", "voided"},
                    .repeatable = true};
const Option kKey{.name = "key",
                  .value = "FILE",
                  .help = "your ssh key, or the public key of one in the agent",
                  .completes = Completes::file};
const Option kAs{.name = "as", .value = "GROUP", .help = "the group that you sign for"};
const Option kReason{.name = "reason",
                     .letter = 'm',
                     .value = "TEXT",
                     .help = "what the sender reads, and what stands in the history"};
const Option kTo{.name = "to",
                 .value = "ADDRESS",
                 .help = "a recipient of the envelope, in place of those in the header",
                 .repeatable = true};
const Option kSent{.name = "sent", .value = "", .help = "the mail server did take it"};
const Option kUnsent{
    .name = "unsent", .value = "", .help = "the mail server did not take it: it is sent again"};
const Option kOff{.name = "off", .value = "", .help = "let mail go on"};

}  // namespace

std::vector<Command> hold_commands() {
    const std::vector<const Option*> act{&kGatePolicy, &kReason, &kHelp};
    return {
        {.name = "hold list",
         .arguments = "",
         .summary = "list the drafts that are held",
         .description = "What is due first stands first: id, state, age, sender, subject, and what "
                        "is missing.",
         .examples = {{"send-guard hold list", "what waits"},
                      {"send-guard hold list --state uncertain", "what a person must settle"}},
         .options = {&kGatePolicy, &kState, &kFormat, &kHelp},
         .run = run_hold_list},
        {.name = "hold show",
         .arguments = "ID",
         .summary = "show a held draft: findings, sign-offs, history",
         .description = "All that is known of a hold. `view` shows the text of a draft; with "
                        "--format json the record is printed.",
         .examples = {{"send-guard hold show SG-7K3Q9M2XW5T8B4C6", ""}},
         .options = {&kGatePolicy, &kFormat, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_hold_show},
        {.name = "hold bytes",
         .arguments = "ID",
         .summary = "print a held draft as it came",
         .description = "The original bytes, to look at, or to send in a lost case.",
         .examples = {{"send-guard hold bytes SG-7K3Q9M2XW5T8B4C6 > draft.eml", ""}},
         .options = {&kGatePolicy, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_hold_bytes},
        {.name = "hold approve",
         .arguments = "ID",
         .summary = "sign a held draft off with an ssh key",
         .description = "Prints the statement and signs it. When it was the last sign-off that was "
                        "missing, the draft leaves.",
         .examples = {{"send-guard hold approve SG-7K3Q9M2XW5T8B4C6 --key ~/.ssh/id_ed25519 --as "
                       "principals",
                       ""}},
         .options = {&kGatePolicy, &kKey, &kAs, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_hold_approve},
        {.name = "hold reject",
         .arguments = "ID",
         .summary = "end a held draft: it is not sent",
         .description = "The sender is told, with the reason.",
         .examples = {{"send-guard hold reject SG-7K3Q9M2XW5T8B4C6 -m \"wrong minister\"", ""}},
         .options = act,
         .least = 1,
         .most = 1,
         .run = run_hold_reject},
        {.name = "hold return",
         .arguments = "ID",
         .summary = "give a held draft back for an edit",
         .description = "The sender is told what change is asked for, and hands in the edited "
                        "draft.",
         .examples = {{"send-guard hold return SG-7K3Q9M2XW5T8B4C6 -m \"add the annex\"", ""}},
         .options = act,
         .least = 1,
         .most = 1,
         .run = run_hold_return},
        {.name = "hold resubmit",
         .arguments = "ID FILE",
         .summary = "hand in the edited draft in the place of the held one",
         .description = "It is judged anew, and every sign-off of the old text is void. Its "
                        "recipients are those of its To, Cc and Bcc fields, unless --to names "
                        "them; `hold diff` shows what changed.",
         .examples = {{"send-guard hold resubmit SG-7K3Q9M2XW5T8B4C6 letter.eml", ""}},
         .options = {&kGatePolicy, &kTo, &kHelp},
         .least = 2,
         .most = 2,
         .run = run_hold_resubmit},
        {.name = "hold recall",
         .arguments = "ID",
         .summary = "take a draft of your own back before it leaves",
         .description = "Until a node hands it to the mail server, also within its undo window.",
         .examples = {{"send-guard hold recall SG-7K3Q9M2XW5T8B4C6", ""}},
         .options = act,
         .least = 1,
         .most = 1,
         .run = run_hold_recall},
        {.name = "hold confirm",
         .arguments = "ID NAME",
         .summary = "confirm that a precondition has come true",
         .description = "Such as \"vote taken\"; the policy names them.",
         .examples = {{"send-guard hold confirm SG-7K3Q9M2XW5T8B4C6 \"vote taken\"", ""}},
         .options = {&kGatePolicy, &kHelp},
         .least = 2,
         .most = 2,
         .run = run_hold_confirm},
        {.name = "hold settle",
         .arguments = "ID",
         .summary = "say how an uncertain release ended",
         .description = "After the mail server vanished behind the final dot: ask its log, then "
                        "say whether it took the mail.",
         .examples = {{"send-guard hold settle SG-7K3Q9M2XW5T8B4C6 --sent -m \"in its log\"", ""}},
         .options = {&kGatePolicy, &kSent, &kUnsent, &kReason, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_hold_settle},
        {.name = "hold break-glass",
         .arguments = "ID",
         .summary = "let a draft go without its sign-offs, with another person",
         .description = "For the hour in which nobody can be asked. So many people of the group "
                        "that the policy names must do so, each with their own key, none of them "
                        "the author. Everybody concerned is told, and a report is due.",
         .examples = {{"send-guard hold break-glass SG-7K3Q9M2XW5T8B4C6 --key ~/.ssh/id_ed25519 "
                       "-m \"dam failure, evacuation\"",
                       ""}},
         .options = {&kGatePolicy, &kKey, &kReason, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_hold_break_glass},
        {.name = "hold report",
         .arguments = "ID",
         .summary = "report on broken glass",
         .description = "Why it was done, and what came of it. Until then it is asked for daily.",
         .examples = {{"send-guard hold report SG-7K3Q9M2XW5T8B4C6 -m \"the dam held; the "
                       "minister was told at 6\"",
                       ""}},
         .options = act,
         .least = 1,
         .most = 1,
         .run = run_hold_report},
        {.name = "hold freeze",
         .arguments = "",
         .summary = "stop every release at once",
         .description = "Nothing leaves the hold store until `hold freeze --off`.",
         .examples = {{"send-guard hold freeze -m \"the minister has resigned\"", ""},
                      {"send-guard hold freeze --off", "let mail go on"}},
         .options = {&kGatePolicy, &kOff, &kReason, &kHelp},
         .run = run_hold_freeze},
        {.name = "hold release",
         .arguments = "",
         .summary = "release now what is ready and due",
         .description = "One round of what a running `serve` does all the time: for houses that "
                        "only use `send` and `sendmail`, from cron or a timer.",
         .examples = {{"send-guard hold release", ""}},
         .options = {&kGatePolicy, &kHelp},
         .run = run_hold_release},
    };
}

}  // namespace sendguard::cli

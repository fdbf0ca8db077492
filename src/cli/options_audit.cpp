#include "cli/options_audit.h"

#include "cli/commands.h"
#include "cli/options_shared.h"

namespace sendguard::cli {
namespace {

const Option kSince{.name = "since",
                    .value = "N",
                    .help = "compare with draft N (the last one that was signed off unless said)"};
const Option kStored{.name = "stored",
                     .value = "",
                     .help = "also hash the holds, drafts and policies that the chain speaks of"};
const Option kHead{.name = "head",
                   .value = "HASH",
                   .help = "a head that was noted earlier: it must still stand in the chain"};
const Option kFrom{.name = "from", .value = "N", .help = "from entry N on (1 unless said)"};
const Option kUntil{.name = "until", .value = "N", .help = "up to entry N (the last unless said)"};
const Option kDraft{
    .name = "draft", .value = "N", .help = "which draft of the hold (the present one unless said)"};
const Option kWith{.name = "with",
                   .value = "FILE",
                   .help = "the correction: a mail without To, Cc and Bcc",
                   .completes = Completes::file};
const Option kDryRun{.name = "dry-run",
                     .value = "",
                     .help = "say who would get it and what the policy says, no more"};

}  // namespace

std::vector<Command> audit_commands() {
    return {
        {.name = "hold diff",
         .arguments = "ID",
         .summary = "show what changed in a held draft since it was signed off",
         .description = "A unified diff of envelope, header, text, what a reader does not see, and "
                        "parts: between the last draft that somebody signed off (else the one "
                        "before) and the present one. Ends with 0 whether or not there is a "
                        "difference.",
         .examples = {{"send-guard hold diff SG-7K3Q9M2XW5T8B4C6", ""},
                      {"send-guard hold diff SG-7K3Q9M2XW5T8B4C6 --since 1",
                       "all that has changed"}},
         .options = {&kGatePolicy, &kSince, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_hold_diff},
        {.name = "retract",
         .arguments = "ID",
         .summary = "prepare a correction to exactly those whom a sent hold has reached",
         .description = "The correction goes to the recipients that the mail server took the first "
                        "for, and to those where nobody knows; to nobody else, and none of them "
                        "sees the others. It is judged and held like any draft. Ends with 1 when "
                        "the policy refuses it, or nobody was reached.",
         .examples = {{"send-guard retract SG-7K3Q9M2XW5T8B4C6 --with correction.eml --dry-run",
                       "who would get it"},
                      {"send-guard retract SG-7K3Q9M2XW5T8B4C6 --with correction.eml", ""}},
         .options = {&kGatePolicy, &kWith, &kDryRun, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_retract},
        {.name = "replay",
         .arguments = "ID",
         .summary = "judge a past draft again, by the policy version of its time",
         .description = "With the policy, the time and the sign-offs with which it was judged when "
                        "it came in. Ends with 0 when verdict and findings are the same, 1 when "
                        "they differ, which is shown.",
         .examples = {{"send-guard replay SG-7K3Q9M2XW5T8B4C6", ""},
                      {"send-guard replay SG-7K3Q9M2XW5T8B4C6 --draft 1", "its first draft"}},
         .options = {&kGatePolicy, &kDraft, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_replay},
        {.name = "audit verify",
         .arguments = "",
         .summary = "check that the audit chain is whole",
         .description = "Hashes every entry, and names the first that is wrong and why. Prints the "
                        "head: noted elsewhere, it shows later that nothing was cut off or written "
                        "anew. Ends with 1 when the chain is broken.",
         .examples = {{"send-guard audit verify --stored", "the holds as well"},
                      {"send-guard audit verify --head "
                       "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
                       "against a head that was noted"}},
         .options = {&kGatePolicy, &kStored, &kHead, &kHelp},
         .run = run_audit_verify},
        {.name = "audit export",
         .arguments = "",
         .summary = "print the audit chain as JSON lines",
         .description = "An object a line: sequence, hash, and text, the entry itself. A hash is "
                        "the SHA-256 of the hash before it (64 zeros at first), a line feed, and "
                        "the text.",
         .examples = {{"send-guard audit export > audit.jsonl", "all of it"},
                      {"send-guard audit export --from 1001 --until 2000", ""}},
         .options = {&kGatePolicy, &kFrom, &kUntil, &kHelp},
         .run = run_audit_export},
    };
}

}  // namespace sendguard::cli

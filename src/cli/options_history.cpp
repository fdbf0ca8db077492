#include "cli/options_history.h"

#include "cli/commands.h"
#include "cli/options_shared.h"

namespace sendguard::cli {
namespace {

const Option kMe{.name = "me",
                 .value = "ADDRESS",
                 .help =
                     "an address of the person whose mail it is; without it every author of "
                     "the organization's own domains",
                 .repeatable = true};
const Option kAs{.name = "as",
                 .value = "ADDRESS",
                 .help = "the address that the history is kept under (the first --me unless said)"};
const Option kContact{.name = "contact",
                      .value = "ADDRESS",
                      .help = "only what is known of this one, as by a request under GDPR 17"};

}  // namespace

std::vector<Command> history_commands() {
    return {
        {.name = "history import",
         .arguments = "PATH...",
         .summary = "learn who writes to whom from mail that was sent",
         .description =
             "Reads mbox files, Maildirs, folders of messages, and single messages. What an "
             "address of --me wrote counts as sent, all other mail as received. No text is kept. "
             "Mail that "
             "is imported twice counts twice.",
         .examples = {{"send-guard history import --me anna@example.org Sent.mbox", "one person"},
                      {"send-guard history import /var/mail/archive", "the whole house"}},
         .options = {&kGatePolicy, &kMe, &kAs, &kHelp},
         .least = 1,
         .most = kAny,
         .run = run_history_import},
        {.name = "history show",
         .arguments = "ADDRESS",
         .summary = "show whom somebody writes to",
         .description = "The contacts of one person's history, most written to first: mails to it, "
                        "mails from it, the day it was last written to.",
         .examples = {{"send-guard history show anna@example.org", ""}},
         .options = {&kGatePolicy, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_history_show},
        {.name = "history forget",
         .arguments = "ADDRESS",
         .summary = "forget one person's history, or a contact in it",
         .description = "Removes all that is known of whom ADDRESS writes to; with --contact only "
                        "that one.",
         .examples = {{"send-guard history forget anna@example.org", "all of it"},
                      {"send-guard history forget anna@example.org --contact ben@example.net",
                       "one contact"}},
         .options = {&kGatePolicy, &kContact, &kHelp},
         .least = 1,
         .most = 1,
         .run = run_history_forget},
    };
}

}  // namespace sendguard::cli

// What a person does with a hold at a terminal. Whoever may open the store is trusted with all but
// the sign-offs: these are signatures.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/hold.h"
#include "draft/read.h"
#include "gate/answers.h"
#include "report/excerpt.h"
#include "signoff/signature.h"

namespace sendguard::cli {
namespace {

using hold::Hold;
using report::printable;

std::string reason_of(const Arguments& arguments) {
    return arguments.value("reason").value_or("");
}

void say_state(const Hold& held, Console& console) {
    console.out << fmt::format("{}: {}\n", held.id, hold::state_name(held.state));
}

using Act = std::function<Result<Hold>(hold::Desk&, const std::string& id)>;

int act(const Arguments& arguments, Console& console, const Act& what) {
    return with_holds(arguments, console, [&](OpenHolds& open) -> Result<void> {
        BOOST_OUTCOME_TRY(const auto held, what(open.desk(), arguments.positional()[0]));
        say_state(held, console);
        return outcome::success();
    });
}

Result<void> approve(const Arguments& arguments, OpenHolds& open, Console& console) {
    const auto key = arguments.value("key");
    const auto as = arguments.value("as").value_or("");
    if (!key) return error(Errc::bad_input, "hold approve needs --key FILE, your ssh key");
    auto& desk = open.desk();
    BOOST_OUTCOME_TRY(const auto held, desk.find(arguments.positional()[0]));
    BOOST_OUTCOME_TRY(auto bytes, desk.store().bytes(held.id, held.draft));
    BOOST_OUTCOME_TRY(const auto now, desk.store().now());
    draft::Envelope envelope{.sender = held.sender};
    for (const auto& one : held.addressees) envelope.recipients.push_back(one.address);
    const auto read = draft::read_draft(std::make_shared<const std::string>(std::move(bytes)),
                                        {.source = "-", .envelope = envelope, .expect_mail = true});
    const auto text = signoff::statement(read, {.as = as});
    console.say("you sign this:");
    console.err << text << std::flush;
    BOOST_OUTCOME_TRY(auto signature, signoff::sign(text, *key));
    const signoff::SignedStatement signed_one{
        .statement = text, .signature = std::move(signature), .from = held.id};
    BOOST_OUTCOME_TRY(const auto people,
                      signoff::verify(signed_one, open.policy->keyring_text, now));
    BOOST_OUTCOME_TRY(const auto after,
                      desk.approve(held.id,
                                   {.person = people.front(),
                                    .as = as,
                                    .digest = held.digest,
                                    .at = now,
                                    .via = "signature",
                                    .signature = signoff::format_sidecar({signed_one})},
                                   {.name = people.front(), .via = "cli"}));
    say_state(after, console);
    return outcome::success();
}

}  // namespace

int run_hold_approve(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return approve(arguments, open, console); });
}

int run_hold_reject(const Arguments& arguments, Console& console) {
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) {
        return desk.reject(id, terminal_actor(), reason_of(arguments));
    });
}

int run_hold_return(const Arguments& arguments, Console& console) {
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) {
        return desk.ask_edit(id, terminal_actor(), reason_of(arguments));
    });
}

int run_hold_recall(const Arguments& arguments, Console& console) {
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) -> Result<Hold> {
        // Whoever may open the store speaks for its sender.
        BOOST_OUTCOME_TRY(const auto held, desk.find(id));
        return desk.withdraw(id, {.name = held.submitter.name, .via = "cli"}, reason_of(arguments));
    });
}

int run_hold_confirm(const Arguments& arguments, Console& console) {
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) {
        return desk.confirm(id, arguments.positional()[1], terminal_actor());
    });
}

int run_hold_settle(const Arguments& arguments, Console& console) {
    if (arguments.has("sent") == arguments.has("unsent")) {
        console.complain("hold settle needs --sent or --unsent");
        return static_cast<int>(gate::CheckExit::could_not_check);
    }
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) {
        return desk.settle(id, arguments.has("sent"), terminal_actor(), reason_of(arguments));
    });
}

int run_hold_freeze(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console, [&](OpenHolds& open) -> Result<void> {
        const bool on = !arguments.has("off");
        BOOST_OUTCOME_TRY(open.desk().freeze(on, terminal_actor(), reason_of(arguments)));
        console.say(on ? "mail is frozen: nothing leaves the hold store" : "mail goes on");
        return outcome::success();
    });
}

int run_hold_release(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console, [&](OpenHolds& open) -> Result<void> {
        BOOST_OUTCOME_TRY(const auto left, gate::release_round(open.holds, *open.policy));
        console.out << fmt::format("{} tried\n", left);
        return outcome::success();
    });
}

}  // namespace sendguard::cli

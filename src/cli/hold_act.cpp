// What a person does with a hold at a terminal. Whoever may open the store is trusted with all but
// the sign-offs: these are signatures.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/hold.h"
#include "draft/read.h"
#include "gate/answers.h"
#include "report/excerpt.h"

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
    if (!key) return error(Errc::bad_input, "hold approve needs --key FILE, your ssh key");
    auto& desk = open.desk();
    BOOST_OUTCOME_TRY(const auto held, desk.find(arguments.positional()[0]));
    BOOST_OUTCOME_TRY(
        const auto approval,
        signed_approval(open, held, arguments.value("as").value_or(""), *key, console));
    BOOST_OUTCOME_TRY(const auto after,
                      desk.approve(held.id, approval, {.name = approval.person, .via = "cli"}));
    say_state(after, console);
    return outcome::success();
}

/// Needs the key of a person in the policy's group, not only the store.
Result<void> break_glass(const Arguments& arguments, OpenHolds& open, Console& console) {
    const auto key = arguments.value("key");
    if (!key) return error(Errc::bad_input, "hold break-glass needs --key FILE, your ssh key");
    const auto& glass = open.policy->service.store.break_glass;
    auto& desk = open.desk();
    BOOST_OUTCOME_TRY(const auto held, desk.find(arguments.positional()[0]));
    BOOST_OUTCOME_TRY(const auto approval, signed_approval(open, held, glass.group, *key, console));
    const auto group = open.policy->group_by_name.find(glass.group);
    if (group == open.policy->group_by_name.end() ||
        !open.policy->groups[group->second].contains(approval.person)) {
        return error(Errc::denied,
                     fmt::format("{} is not in the group that may break the glass{}",
                                 approval.person, glass.group.empty() ? "" : ", " + glass.group));
    }
    BOOST_OUTCOME_TRY(const auto after,
                      desk.break_glass(held.id, approval, {.name = approval.person, .via = "cli"},
                                       reason_of(arguments)));
    say_state(after, console);
    console.say(after.glass.broken
                    ? "it leaves without its sign-offs; your report is due: send-guard hold report"
                    : fmt::format("{} people must do so; so far: {}", glass.count,
                                  std::ranges::count(after.glass.people, "",
                                                     &hold::Approval::void_reason)));
    return outcome::success();
}

}  // namespace

int run_hold_approve(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return approve(arguments, open, console); });
}

int run_hold_break_glass(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return break_glass(arguments, open, console); });
}

int run_hold_report(const Arguments& arguments, Console& console) {
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) -> Result<Hold> {
        BOOST_OUTCOME_TRY(const auto held, desk.find(id));
        // Whoever may open the store speaks for those who broke it, as for a sender.
        const auto name = held.glass.people.empty() ? std::string() : held.glass.people[0].person;
        return desk.report(id, {.name = name, .via = "cli"}, reason_of(arguments));
    });
}

int run_hold_resubmit(const Arguments& arguments, Console& console) {
    return act(arguments, console, [&](hold::Desk& desk, const std::string& id) -> Result<Hold> {
        BOOST_OUTCOME_TRY(const auto held, desk.find(id));
        BOOST_OUTCOME_TRY(const auto file, read_draft_file(arguments.positional()[1]));
        auto recipients = arguments.values("to");
        if (recipients.empty()) {
            const auto read = draft::read_draft(file.bytes, {.source = "-", .expect_mail = true});
            for (const auto& one : read.recipients) recipients.push_back(one.mailbox.address);
        }
        std::erase(recipients, "");
        if (recipients.empty())
            return error(Errc::bad_input,
                         "the edited draft has no recipients: name them with --to");
        // Whoever may open the store speaks for its sender.
        BOOST_OUTCOME_TRY(auto edited, desk.resubmit(id, {.bytes = file.bytes,
                                                          .sender = held.sender,
                                                          .recipients = recipients,
                                                          .gate = held.gate,
                                                          .submitter = {.name = held.submitter.name,
                                                                        .kind = held.submitter.kind,
                                                                        .via = "cli"}}));
        return desk.review(std::move(edited), hold::service_actor("desk"));
    });
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
        BOOST_OUTCOME_TRY(const auto left, gate::release_round(open.holds, open.policy));
        console.out << fmt::format("{} tried\n", left);
        return outcome::success();
    });
}

}  // namespace sendguard::cli

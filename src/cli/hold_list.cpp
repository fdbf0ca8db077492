// `hold list`, `hold show` and `hold bytes`: what is held, and what is known of it.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/hold.h"
#include "hold/hold_json.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using hold::Hold;
using hold::State;
using report::printable;

constexpr std::size_t kMostListed = 1000;

std::string age(Timestamp since, Timestamp now) {
    const auto seconds = (now - since).count();
    if (seconds < 120) return fmt::format("{} s", seconds);
    if (seconds < 2 * 3600) return fmt::format("{} min", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
    return fmt::format("{} d", seconds / 86400);
}

std::vector<State> states_of(const Arguments& arguments) {
    std::vector<State> out;
    for (const auto& name : arguments.values("state"))
        if (const auto state = hold::state_from_name(name)) out.push_back(*state);
    if (!out.empty()) return out;
    return {State::held, State::returned, State::ready, State::sending, State::uncertain};
}

void print_line(const Hold& hold, Timestamp now, Console& console) {
    std::size_t signed_off = 0;
    for (const auto& one : hold.approvals) signed_off += one.void_reason.empty() ? 1 : 0;
    console.out << fmt::format(
        "{}  {:9}  {:>7}  {} signed  <{}> to {}  {}\n", hold.id, hold::state_name(hold.state),
        age(hold.created, now), signed_off, printable(hold.sender),
        report::counted(hold.addressees.size(), "recipient"), printable(hold.subject));
}

Result<void> list(const Arguments& arguments, OpenHolds& open, Console& console) {
    auto& store = open.desk().store();
    BOOST_OUTCOME_TRY(const auto holds,
                      store.list({.states = states_of(arguments), .limit = kMostListed}));
    BOOST_OUTCOME_TRY(const auto now, store.now());
    BOOST_OUTCOME_TRY(const auto frozen, open.desk().frozen());
    if (!frozen.empty()) console.say("mail is frozen by " + printable(frozen));
    BOOST_OUTCOME_TRY(const auto due, open.desk().reports_due());
    for (const auto& id : due) console.say("the report on broken glass is due: " + printable(id));
    if (arguments.value("format") == "json") {
        auto json = nlohmann::ordered_json::array();
        for (const auto& one : holds)
            json.push_back(nlohmann::ordered_json::parse(hold::hold_json(one)));
        console.out << json.dump(2) << '\n';
        return outcome::success();
    }
    for (const auto& one : holds) print_line(one, now, console);
    if (holds.empty()) console.say("nothing is held");
    return outcome::success();
}

void print_missing(const hold::Judgement& judgement, Console& console) {
    for (const auto& one : judgement.missing) {
        console.out << fmt::format("  {}: {}\n", one.rule, printable(one.message));
        console.out << fmt::format(
            "    needs {} of {}{}\n", one.count, one.group.empty() ? "its sender" : one.group,
            one.people.empty() ? "" : fmt::format(" ({})", fmt::join(one.people, ", ")));
        for (const auto& person : one.signed_by)
            console.out << fmt::format("    signed: {}\n", printable(person));
        for (const auto& note : one.notes) console.out << fmt::format("    {}\n", printable(note));
    }
    if (judgement.blocked) console.out << "  the policy blocks it now: it can only be edited\n";
}

void print_history(const std::vector<hold::Event>& history, Console& console) {
    for (const auto& event : history) {
        console.out << fmt::format("  {}  {:13} {} ({}){}{}\n", format_rfc3339(event.at),
                                   hold::act_name(event.act), printable(event.actor.name),
                                   printable(event.actor.via), event.reason.empty() ? "" : ": ",
                                   printable(event.reason));
    }
}

Result<void> show(const Arguments& arguments, OpenHolds& open, Console& console) {
    auto& desk = open.desk();
    BOOST_OUTCOME_TRY(const auto held, desk.find(arguments.positional()[0]));
    if (arguments.value("format") == "json") {
        console.out << nlohmann::json::parse(hold::hold_json(held)).dump(2) << '\n';
        return outcome::success();
    }
    console.out << fmt::format("{}  {}\n  subject: {}\n  from:    <{}>\n", held.id,
                               hold::state_name(held.state), printable(held.subject),
                               printable(held.sender));
    for (const auto& one : held.addressees)
        console.out << fmt::format("  to:      <{}> {} {}\n", printable(one.address),
                                   hold::delivery_name(one.delivery), printable(one.reply));
    console.out << fmt::format("  came in: {} by {} ({})\n  digest:  {}\n",
                               format_rfc3339(held.created), printable(held.submitter.name),
                               held.gate, held.digest);
    if (held.not_before)
        console.out << fmt::format("  not before: {}\n", format_rfc3339(*held.not_before));
    if (held.expires) console.out << fmt::format("  ends: {}\n", format_rfc3339(*held.expires));
    for (const auto& one : held.preconditions)
        console.out << fmt::format("  waits for '{}': {}\n", printable(one.name),
                                   one.confirmed_by.empty() ? "not confirmed" : one.confirmed_by);
    if (hold::is_open(held.state) || held.state == State::ready) {
        BOOST_OUTCOME_TRY(const auto judgement, desk.judge(held));
        if (!judgement.clear()) console.out << "missing\n";
        print_missing(judgement, console);
    }
    if (!held.approvals.empty()) console.out << "sign-offs\n";
    for (const auto& one : held.approvals)
        console.out << fmt::format("  {}  {} as {} ({}){}{}\n", format_rfc3339(one.at),
                                   printable(one.person), printable(one.as), one.via,
                                   one.void_reason.empty() ? "" : ": void, ", one.void_reason);
    for (const auto& one : held.glass.people)
        console.out << fmt::format("  {}  {} breaks the glass{}{}\n", format_rfc3339(one.at),
                                   printable(one.person), one.void_reason.empty() ? "" : ": void, ",
                                   one.void_reason);
    if (!held.glass.report.empty())
        console.out << fmt::format("  report: {}\n", printable(held.glass.report));
    if (!held.alternates.empty())
        console.out << fmt::format("  alternates: {} (only one ever leaves)\n",
                                   printable(held.alternates));
    BOOST_OUTCOME_TRY(const auto history, desk.store().history(held.id));
    console.out << "history\n";
    print_history(history, console);
    return outcome::success();
}

Result<void> bytes(const Arguments& arguments, OpenHolds& open, Console& console) {
    BOOST_OUTCOME_TRY(const auto held, open.desk().find(arguments.positional()[0]));
    BOOST_OUTCOME_TRY(const auto text, open.desk().store().bytes(held.id, held.draft));
    console.out << text;
    return outcome::success();
}

}  // namespace

int run_hold_list(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return list(arguments, open, console); });
}

int run_hold_show(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return show(arguments, open, console); });
}

int run_hold_bytes(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return bytes(arguments, open, console); });
}

}  // namespace sendguard::cli

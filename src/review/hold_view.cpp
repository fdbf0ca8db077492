#include "review/hold_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/words.h"
#include "review/past_draft.h"
#include "review/people_view.h"
#include "review/times.h"
#include "signoff/values.h"

namespace sendguard::review {
namespace {

using hold::Hold;
using hold::State;
using nlohmann::json;
using report::printable;

constexpr std::size_t kMostRemembered = 200;  // sent holds that are looked at for known addresses
constexpr std::size_t kMostDifferent = 600;   // lines
constexpr std::size_t kAround = 2;            // same lines kept around a difference

std::string_view state_words(State state) {
    switch (state) {
        case State::held:
            return "waits for sign-offs";
        case State::ready:
            return "may leave";
        case State::sending:
            return "is being sent";
        case State::sent:
            return "was sent";
        case State::uncertain:
            return "may or may not have been sent";
        case State::failed:
            return "was not taken by the mail server";
        case State::returned:
            return "is back with its sender";
        case State::rejected:
            return "was rejected";
        case State::expired:
            return "expired";
        case State::withdrawn:
            return "was withdrawn";
        case State::voided:
            return "is void: another of its alternates leaves";
    }
    return "";
}

std::string_view state_tone(State state) {
    switch (state) {
        case State::held:
        case State::returned:
            return "hold";
        case State::ready:
        case State::sending:
            return "note";
        case State::sent:
            return "pass";
        case State::uncertain:
        case State::failed:
        case State::rejected:
        case State::expired:
        case State::withdrawn:
        case State::voided:
            break;
    }
    return "block";
}

std::string due_words(const Hold& held, Timestamp now) {
    if (held.not_before && *held.not_before > now)
        return fmt::format("not before {} ({})", time_words(*held.not_before),
                           distance_words(*held.not_before, now));
    return {};
}

json mailboxes(const std::vector<draft::Mailbox>& people) {
    auto out = json::array();
    for (const auto& one : people)
        out.push_back({{"name", printable(one.name)}, {"address", printable(one.address)}});
    return out;
}

json missing_values(const hold::Judgement& judgement) {
    auto out = json::array();
    for (const auto& one : judgement.missing) {
        auto people = json::array();
        for (const auto& person : one.people) people.push_back({{"person", printable(person)}});
        auto given = json::array();
        for (const auto& person : one.signed_by) given.push_back({{"person", printable(person)}});
        out.push_back({{"rule", printable(one.rule)},
                       {"message", printable(one.message)},
                       {"group", one.group.empty() ? "its sender" : printable(one.group)},
                       {"needed", one.count},
                       {"given_count", one.signed_by.size()},
                       {"given", std::move(given)},
                       {"has_people", !people.empty()},
                       {"people", std::move(people)}});
    }
    return out;
}

json approval_values(const Hold& held) {
    auto out = json::array();
    for (const auto& one : held.approvals)
        out.push_back({{"person", printable(one.person)},
                       {"as", printable(one.as)},
                       {"at", time_words(one.at)},
                       {"via", one.via},
                       {"signature", !one.signature.empty()},
                       {"void", printable(one.void_reason)}});
    return out;
}

json history_values(const std::vector<hold::Event>& history) {
    auto out = json::array();
    for (const auto& event : history)
        out.push_back({{"at", time_words(event.at)},
                       {"act", hold::act_name(event.act)},
                       {"state", event.from == event.to ? "" : hold::state_name(event.to)},
                       {"actor", printable(event.actor.name)},
                       {"via", event.actor.via},
                       {"reason", printable(event.reason)}});
    return out;
}

/// What differs of a section, with a few lines around.
void add_difference(const std::vector<DifferentLine>& lines, json& out) {
    using Kind = DifferentLine::Kind;
    const auto near = [&](std::size_t at) {
        const auto begin = at < kAround ? 0 : at - kAround;
        const auto end = std::min(at + kAround + 1, lines.size());
        return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                           lines.begin() + static_cast<std::ptrdiff_t>(end),
                           [](const DifferentLine& one) { return one.kind != Kind::same; });
    };
    for (std::size_t i = 0; i < lines.size() && out.size() < kMostDifferent; ++i) {
        if (!near(i)) continue;
        const auto kind = lines[i].kind;
        out.push_back({{"sign", std::string(1, static_cast<char>(kind))},
                       {"gone", kind == Kind::gone},
                       {"come", kind == Kind::come},
                       {"text", lines[i].text}});
    }
}

Result<json> versions(hold::Store& store, const OpenHold& open) {
    const auto& held = open.hold;
    json out{{"drafts", held.draft}, {"before", held.draft - 1}, {"lines", json::array()}};
    if (held.draft < 2) return out;
    BOOST_OUTCOME_TRY(const auto known, known_draft(store, held));
    BOOST_OUTCOME_TRY(const auto before, read_past(store, held, known.number));
    out["before"] = known.number;
    for (const auto& section : draft_difference(before, open.judged.draft))
        add_difference(section.lines, out["lines"]);
    return out;
}

/// Addresses that held drafts were sent to before.
Result<std::set<std::string>> known_addresses(hold::Store& store) {
    BOOST_OUTCOME_TRY(const auto sent, store.list({.states = {State::sent},
                                                   .order = hold::Order::newest,
                                                   .limit = kMostRemembered}));
    std::set<std::string> out;
    for (const auto& one : sent)
        for (const auto& addressee : one.addressees)
            out.insert(signoff::canonical_address(addressee.address));
    return out;
}

json group_choices(Core& core, const HoldPage& page, std::string& why) {
    auto out = json::array();
    const auto& open = page.open;
    for (const auto& group :
         groups_to_sign(*page.call.policy, open.judged.judgement, page.call.who)) {
        const auto fault = why_not(core, open.hold, page.call.who, group);
        if (!fault || !fault.value().empty()) {
            why = fault ? fault.value() : fault.error().message;
            continue;
        }
        out.push_back({{"group", group},
                       {"words", group.empty() ? "its sender" : printable(group)},
                       {"first", out.empty()}});
    }
    return out;
}

std::string why_no_approval(const HoldPage& page, const std::string& why) {
    const auto& who = page.call.who;
    const auto& held = page.open.hold;
    if (held.state != State::held) return fmt::format("It {}.", state_words(held.state));
    if (page.open.judged.judgement.missing.empty()) return "No sign-off is missing.";
    if (!why.empty()) return printable(why);
    const bool has_signed = std::ranges::any_of(held.approvals, [&](const auto& one) {
        return one.void_reason.empty() &&
               signoff::person_key(one.person) == signoff::person_key(who.name);
    });
    return has_signed ? "You have signed it off." : "No rule asks you for a sign-off here.";
}

json act_values(Core& core, const HoldPage& page) {
    const auto& held = page.open.hold;
    const auto& call = page.call;
    const bool reviewer = is_reviewer(*call.policy, call.who);
    std::string why;
    auto groups = json::array();
    const bool blocked = page.open.judged.judgement.blocked;
    if (held.state == State::held && !blocked) groups = group_choices(core, page, why);
    if (blocked) why = "The policy blocks it: it can only be edited, rejected or withdrawn.";
    auto open_conditions = json::array();
    for (const auto& one : held.preconditions)
        if (one.confirmed_by.empty() && in_group(*call.policy, one.role, call.who.name) &&
            held.state == State::held)
            open_conditions.push_back({{"name", one.name}});
    const bool own_signature = std::ranges::any_of(held.approvals, [&](const auto& one) {
        return one.void_reason.empty() &&
               signoff::person_key(one.person) == signoff::person_key(call.who.name);
    });
    return {{"may_approve", !groups.empty()},
            {"one_group", groups.size() == 1},
            {"why_not", groups.empty() ? why_no_approval(page, why) : ""},
            {"groups", std::move(groups)},
            {"conditions", std::move(open_conditions)},
            {"may_reject", reviewer && has_time(held, "reject")},
            {"may_return", reviewer && has_time(held, "return")},
            {"may_recall", is_own(held, call.who) && has_time(held, "recall")},
            {"may_revoke", own_signature && has_time(held, "revoke")},
            {"may_settle", reviewer && has_time(held, "settle")}};
}

json identity_values(const Call& call, Core& core) {
    return {{"name", printable(call.who.name)},
            {"logout_token", core.sessions.form_token(call.session, "logout")},
            {"password", call.who.via == "page"}};
}

void mark_seen(json& items, const std::vector<std::string>& seen) {
    for (auto& item : items)
        item["seen"] = std::ranges::find(seen, item["key"].get<std::string>()) != seen.end();
}

}  // namespace

Result<OpenHold> open_hold(Core& core, const policy::Policy& policy, Hold held) {
    BOOST_OUTCOME_TRY(auto* desk, desk_of(core));
    BOOST_OUTCOME_TRY(auto bytes, desk->store().bytes(held.id, held.draft));
    BOOST_OUTCOME_TRY(const auto now, desk->store().now());
    BOOST_OUTCOME_TRY(
        auto judged,
        gate::judge_hold(policy, held, std::make_shared<const std::string>(std::move(bytes)), now));
    auto view =
        draft_view(judged.draft, judged.evaluation.findings, fmt::format("/holds/{}", held.id));
    return OpenHold{std::move(held), std::move(judged), std::move(view)};
}

json list_line(Core& core, const Hold& held, const Identity& who, Timestamp now) {
    auto open_by = json::array();
    for (const auto& [name, at] : core.presence.others(held.id, who.name, now))
        open_by.push_back({{"name", printable(name)}, {"at", distance_words(at, now)}});
    const auto given = std::ranges::count_if(
        held.approvals, [](const hold::Approval& one) { return one.void_reason.empty(); });
    const auto subject = printable(shortened(held.subject, 200));
    return {
        {"id", held.id},
        {"subject", subject.empty() ? "(no subject)" : subject},
        {"sender", held.sender.empty() ? "(nobody)" : printable(held.sender)},
        {"agent", held.submitter.kind == "agent"},
        {"first", held.addressees.empty() ? "" : printable(held.addressees.front().address)},
        {"more", held.addressees.size() > 1 ? fmt::format("{}", held.addressees.size() - 1) : ""},
        {"state", hold::state_name(held.state)},
        {"tone", state_tone(held.state)},
        {"due", due_words(held, now)},
        {"expires",
         held.expires && !hold::is_final(held.state) ? distance_words(*held.expires, now) : ""},
        {"created", time_words(held.created)},
        {"age", distance_words(held.created, now)},
        {"signed", given},
        {"open_by", std::move(open_by)}};
}

Result<json> hold_values(Core& core, const HoldPage& page) {
    const auto& held = page.open.hold;
    const auto& draft = page.open.judged.draft;
    auto& store = core.parts.desk->store();
    BOOST_OUTCOME_TRY(const auto history, store.history(held.id));
    BOOST_OUTCOME_TRY(const auto known, known_addresses(store));
    BOOST_OUTCOME_TRY(const auto frozen, core.parts.desk->frozen());
    BOOST_OUTCOME_TRY(const auto now, store.now());
    auto values = *page.open.view.values;
    mark_seen(values["items"], page.seen);
    values["unseen_seen"] = std::ranges::find(page.seen, kUnseenItem) != page.seen.end();
    values["hold"] = list_line(core, held, page.call.who, now);
    values["hold"]["state_words"] = state_words(held.state);
    values["hold"]["digest"] = held.digest;
    values["hold"]["version"] = held.version;
    values["hold"]["gate"] = held.gate;
    values["hold"]["submitter"] = printable(held.submitter.name);
    values["hold"]["kind"] = held.submitter.kind;
    values["from"] = mailboxes(draft.from);
    values["header_sender"] = mailboxes(draft.sender);
    values["reply_to"] = mailboxes(draft.reply_to);
    values["people"] = people_view(*page.call.policy, draft, held, known);
    values["missing"] = missing_values(page.open.judged.judgement);
    values["has_missing"] = !values["missing"].empty();
    values["approvals"] = approval_values(held);
    values["has_approvals"] = !held.approvals.empty();
    values["conditions_all"] = json::array();
    for (const auto& one : held.preconditions)
        values["conditions_all"].push_back({{"name", printable(one.name)},
                                            {"role", printable(one.role)},
                                            {"by", printable(one.confirmed_by)}});
    values["history"] = history_values(history);
    BOOST_OUTCOME_TRY(values["versions"], versions(store, page.open));
    values["has_versions"] = held.draft > 1;
    values["act"] = act_values(core, page);
    values["count"] = page.open.view.items.size();
    values["has_items"] = !page.open.view.items.empty();
    values["frozen"] = printable(frozen);
    values["note"] = printable(page.note);
    values["csrf"] = core.sessions.form_token(page.call.session, "hold " + held.id);
    values["who"] = identity_values(page.call, core);
    values["title"] = values["hold"]["subject"];
    return values;
}

}  // namespace sendguard::review

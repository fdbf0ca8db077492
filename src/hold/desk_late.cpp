// The desk when people are late, or cannot be asked: the end of a hold, notices, reminders,
// breaking the glass, and the report that this costs.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "hold/desk.h"
#include "hold/desk_parts.h"

namespace sendguard::hold {
namespace {

constexpr std::string_view kReportsDue = "reports-due";
constexpr std::chrono::hours kAskForReport{24};

bool has_signed(const Missing& missing, const std::string& person) {
    return std::ranges::any_of(missing.signed_by,
                               [&](const auto& other) { return same_person(other, person); });
}

Result<void> check_glass(const Hold& held, const Approval& approval,
                         const std::vector<std::string>& authors) {
    if (approval.digest != held.digest) {
        return error(Errc::denied,
                     "the draft has changed since you saw it: look at it again, then decide");
    }
    const auto is_author = [&](const auto& author) { return same_person(author, approval.person); };
    if (std::ranges::any_of(authors, is_author) || same_person(held.sender, approval.person) ||
        same_person(held.submitter.name, approval.person)) {
        return error(Errc::denied, "its author cannot break the glass for it");
    }
    const bool again = std::ranges::any_of(held.glass.people, [&](const Approval& one) {
        return one.void_reason.empty() && same_person(one.person, approval.person);
    });
    if (again)
        return error(Errc::denied,
                     approval.person + " has done so already: another person is needed");
    return outcome::success();
}

}  // namespace

Result<Hold> Desk::expire(std::string_view id) {
    return act(id, Act::expire, service_actor("desk"), "nobody signed off in time",
               [&](Hold& held) -> Result<void> {
                   BOOST_OUTCOME_TRY(const auto now, store_.now());
                   if (!held.expires || *held.expires > now)
                       return error(Errc::denied, held.id + " has time left");
                   held.notices = {{.to = held.sender, .kind = "expired"}};
                   return outcome::success();
               });
}

Result<Hold> Desk::told(std::string_view id, const std::vector<Notice>& sent) {
    return act(id, Act::note, service_actor("notices"), "told", [&](Hold& held) -> Result<void> {
        std::erase_if(held.notices, [&](const Notice& one) {
            return std::ranges::find(sent, one) != sent.end();
        });
        return outcome::success();
    });
}

Result<Hold> Desk::remind(Hold hold, const Judgement& judgement) {
    if (settings_.remind.count() == 0) return hold;
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    if (now < std::max(hold.reminded, hold.created) + settings_.remind) return hold;
    return act(hold.id, Act::remind, service_actor("desk"),
               fmt::format("reminder {}", hold.reminders + 1), [&](Hold& held) -> Result<void> {
                   held.reminded = now;
                   ++held.reminders;
                   const bool late = held.reminders > 1;
                   for (const auto& missing : judgement.missing) {
                       for (const auto& person : missing.people)
                           if (!has_signed(missing, person)) tell(held, person, "reminder");
                       for (const auto& person : missing.deputies)
                           if (late && !has_signed(missing, person)) tell(held, person, "deputy");
                   }
                   if (late)
                       for (const auto& to : settings_.escalate_to) tell(held, to, "escalation");
                   return outcome::success();
               });
}

void Desk::glass_is_broken(Hold& hold) const {
    hold.glass.broken = true;
    hold.glass.report_due = true;
    hold.reminded = hold.changed;
    for (const auto& to : settings_.glass_tell) tell(hold, to, "break-glass");
    for (const auto& one : hold.glass.people) tell(hold, one.person, "report-due");
    tell(hold, hold.sender, "break-glass");
}

Result<Hold> Desk::break_glass(std::string_view id, const Approval& approval, const Actor& actor,
                               const std::string& reason) {
    if (settings_.glass == 0) {
        return error(Errc::denied,
                     "the policy lets nobody break the glass: service: {store: {break_glass: "
                     "{group: ...}}}");
    }
    BOOST_OUTCOME_TRY(no_agent(actor));
    BOOST_OUTCOME_TRY(needs_reason(reason, "everybody concerned reads it"));
    // Named before it is done: a crash in between asks for a report of nothing, and not the other
    // way round.
    BOOST_OUTCOME_TRY(const auto due, reports_due());
    if (std::ranges::find(due, id) == due.end()) {
        BOOST_OUTCOME_TRY(const auto now, store_.now());
        const Event event{.hold = std::string(id), .at = now, .actor = actor, .reason = reason};
        BOOST_OUTCOME_TRY(find(id));
        BOOST_OUTCOME_TRY(
            store_.set(kReportsDue, fmt::format("{} {}", fmt::join(due, " "), id), event));
    }
    BOOST_OUTCOME_TRY(
        auto hold, act(id, Act::break_glass, actor, reason, [&](Hold& held) -> Result<void> {
            BOOST_OUTCOME_TRY(const auto judgement, judge(held));
            if (judgement.blocked)
                return error(Errc::denied, "the policy blocks it: it can only be edited");
            BOOST_OUTCOME_TRY(check_glass(held, approval, judgement.from));
            held.glass.people.push_back(approval);
            const auto count = std::ranges::count_if(
                held.glass.people, [](const Approval& one) { return one.void_reason.empty(); });
            for (const auto& missing : judgement.missing)
                for (const auto& person : missing.people) tell(held, person, "break-glass");
            if (count >= static_cast<std::ptrdiff_t>(settings_.glass)) glass_is_broken(held);
            return outcome::success();
        }));
    return review(std::move(hold), service_actor("desk"));
}

Result<std::vector<std::string>> Desk::reports_due() {
    BOOST_OUTCOME_TRY(const auto text, store_.setting(kReportsDue));
    std::vector<std::string> out;
    for (const auto id : split(text, ' '))
        if (!id.empty()) out.emplace_back(id);
    return out;
}

Result<Hold> Desk::report(std::string_view id, const Actor& actor, std::string text) {
    if (trim(text).empty()) return error(Errc::bad_input, "a report is a text: -m TEXT");
    BOOST_OUTCOME_TRY(
        auto hold, act(id, Act::note, actor, "report: " + text, [&](Hold& held) -> Result<void> {
            if (!held.glass.report_due)
                return error(Errc::denied, fmt::format("no report is due for {}", held.id));
            const bool did = std::ranges::any_of(held.glass.people, [&](const Approval& one) {
                return same_person(one.person, actor.name);
            });
            if (!did) return error(Errc::denied, "the report comes from those who broke the glass");
            held.glass.report = text;
            held.glass.report_due = false;
            for (const auto& to : settings_.glass_tell) tell(held, to, "report");
            return outcome::success();
        }));
    BOOST_OUTCOME_TRY(auto due, reports_due());
    std::erase(due, hold.id);
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    BOOST_OUTCOME_TRY(
        store_.set(kReportsDue, fmt::format("{}", fmt::join(due, " ")),
                   {.hold = hold.id, .at = now, .actor = actor, .reason = "the report has come"}));
    return hold;
}

Result<void> Desk::remind_of_report(std::string_view id) {
    BOOST_OUTCOME_TRY(const auto found, store_.find(id));
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    if (!found || !found->glass.report_due || now < found->reminded + kAskForReport)
        return outcome::success();
    BOOST_OUTCOME_TRY(act(id, Act::note, service_actor("desk"), "a report is due",
                          [&](Hold& held) -> Result<void> {
                              held.reminded = now;
                              for (const auto& one : held.glass.people)
                                  tell(held, one.person, "report-due");
                              for (const auto& to : settings_.glass_tell)
                                  tell(held, to, "report-due");
                              return outcome::success();
                          }));
    return outcome::success();
}

}  // namespace sendguard::hold

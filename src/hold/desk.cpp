#include "hold/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "hold/desk_parts.h"
#include "signoff/values.h"

namespace sendguard::hold {
namespace {

Error cannot(const Hold& hold, Act act) {
    return {Errc::denied,
            fmt::format("{} is {}: `{}` cannot be done to it any more", hold.id,
                        state_name(hold.state), act_name(act)),
            {}};
}

std::vector<Addressee> addressees_of(const std::vector<std::string>& recipients) {
    std::vector<Addressee> out;
    for (const auto& recipient : recipients) out.push_back({.address = recipient});
    return out;
}

/// Reviewers and the sender are told of a new draft.
void ask_for_review(Hold& hold, const Judgement& judgement) {
    for (const auto& missing : judgement.missing)
        for (const auto& person : missing.people) tell(hold, person, "review");
    tell(hold, hold.sender, "held");
}

/// Whether one more sign-off made no difference.
bool same_missing(const Judgement& before, const Judgement& after) {
    return std::ranges::equal(before.missing, after.missing,
                              [](const Missing& one, const Missing& other) {
                                  return one.rule == other.rule && one.group == other.group &&
                                         one.signed_by == other.signed_by;
                              });
}

}  // namespace

bool same_person(std::string_view left, std::string_view right) {
    return signoff::person_key(left) == signoff::person_key(right);
}

void tell(Hold& hold, const std::string& to, std::string_view kind) {
    const Notice notice{.to = to, .kind = std::string(kind)};
    if (!to.empty() && std::ranges::find(hold.notices, notice) == hold.notices.end())
        hold.notices.push_back(notice);
}

Result<void> no_agent(const Actor& actor) {
    if (actor.kind == "person") return outcome::success();
    return error(Errc::denied,
                 fmt::format("{} is {}, and only a person may do this", actor.name, actor.kind));
}

Result<void> needs_reason(std::string_view reason, std::string_view who) {
    if (!trim(reason).empty()) return outcome::success();
    return error(Errc::bad_input, fmt::format("a reason is needed: {}", who));
}

Desk::Desk(Store& store, Judge judge, DeskSettings settings)
    : store_(store), judge_(std::move(judge)), settings_(std::move(settings)) {}

Result<Hold> Desk::find(std::string_view id) {
    if (!is_id(id)) {
        return error(Errc::not_found,
                     fmt::format("'{}' is no id of a hold: they look like SG-7K3Q9M2XW5T8B4C6",
                                 escape_invisible(id)));
    }
    BOOST_OUTCOME_TRY(auto found, store_.find(id));
    if (!found) return error(Errc::not_found, fmt::format("there is no hold {}", id));
    return std::move(*found);
}

Result<Judgement> Desk::judge(const Hold& hold) {
    BOOST_OUTCOME_TRY(auto bytes, store_.bytes(hold.id, hold.draft));
    return judge(hold, std::make_shared<const std::string>(std::move(bytes)));
}

Result<Judgement> Desk::judge(const Hold& hold, std::shared_ptr<const std::string> bytes) {
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    return judge_(hold, std::move(bytes), now);
}

Result<Hold> Desk::act(std::string_view id, Act act, const Actor& actor, const std::string& reason,
                       const Edit& edit) {
    for (int tries = 0; tries < kMostTries; ++tries) {
        BOOST_OUTCOME_TRY(auto hold, find(id));
        const auto to = after(hold.state, act);
        if (!to) return cannot(hold, act);
        BOOST_OUTCOME_TRY(edit(hold));
        BOOST_OUTCOME_TRY(const auto now, store_.now());
        Change change{.hold = std::move(hold),
                      .event = {.act = act, .at = now, .actor = actor, .reason = reason}};
        change.event.from = change.hold.state;
        change.hold.state = *to;
        change.hold.changed = now;
        BOOST_OUTCOME_TRY(const auto done, store_.change(change));
        if (done) return find(id);
    }
    return error(Errc::unavailable, fmt::format("{} is being changed by many at once", id));
}

Result<Hold> Desk::submit(const Submission& submission) {
    bool clear = false;
    return submit(submission, clear);
}

Result<Hold> Desk::hand_in(const Submission& submission) {
    bool clear = false;
    BOOST_OUTCOME_TRY(auto hold, submit(submission, clear));
    if (!clear) return hold;
    // It is on the disk: a refusal now would make its client hand it in again, and both might
    // leave. What could not be reviewed is so at the next review of all.
    auto reviewed = review(hold, service_actor("desk"));
    return reviewed ? std::move(reviewed).value() : std::move(hold);
}

Result<Hold> Desk::submit(const Submission& submission, bool& clear) {
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    Hold hold{.id = make_id(),
              .created = now,
              .changed = now,
              .gate = submission.gate,
              .listener = submission.listener,
              .client = submission.client,
              .submitter = submission.submitter,
              .sender = submission.sender,
              .addressees = addressees_of(submission.recipients),
              .size = submission.bytes->size(),
              .key = submission.key,
              .sent = submission.sent};
    BOOST_OUTCOME_TRY(auto judgement, judge_(hold, submission.bytes, now));
    BOOST_OUTCOME_TRY(keep_policy(judgement));
    ask_for_review(hold, judgement);
    note_judgement(hold, judgement);
    clear = may_leave(hold, judgement);
    if (settings_.expire.count() > 0) hold.expires = now + settings_.expire;
    Change change{.hold = std::move(hold),
                  .event = {.act = Act::submit, .at = now, .actor = submission.submitter}};
    // Not within the braces: when memory runs out there, g++ 12 destroys what was made twice.
    change.bytes = *submission.bytes;
    BOOST_OUTCOME_TRY(const auto kept, store_.insert(change));
    if (kept) {
        // Not read again: it is on the disk, and no fault that comes now makes it refused.
        change.hold.version = 1;
        return std::move(change.hold);
    }
    BOOST_OUTCOME_TRY(auto first, store_.find_key(submission.key));
    if (!first) return error(Errc::internal, "a key is used, and by no hold");
    return std::move(*first);
}

Result<Hold> Desk::approve(std::string_view id, const Approval& approval, const Actor& actor) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    BOOST_OUTCOME_TRY(
        auto hold, act(id, Act::approve, actor, {}, [&](Hold& held) -> Result<void> {
            if (approval.digest != held.digest) {
                return error(Errc::denied,
                             "the draft has changed since you saw it: look at it "
                             "again, then sign off what it says now");
            }
            const bool again = std::ranges::any_of(held.approvals, [&](const Approval& one) {
                return one.void_reason.empty() && one.as == approval.as &&
                       same_person(one.person, approval.person);
            });
            if (again) return error(Errc::denied, approval.person + " has signed off already");
            BOOST_OUTCOME_TRY(const auto before, judge(held));
            held.approvals.push_back(approval);
            BOOST_OUTCOME_TRY(const auto judgement, judge(held));
            if (!same_missing(before, judgement)) return outcome::success();
            const auto why = std::ranges::find_if(judgement.refused, [&](const auto& line) {
                return line.find(approval.person) != std::string::npos;
            });
            const bool counted = std::ranges::any_of(judgement.counted, [&](const auto& person) {
                return same_person(person, approval.person);
            });
            if (counted && why == judgement.refused.end())
                return error(Errc::denied,
                             approval.person + " has signed off before, and nobody counts twice");
            return error(Errc::denied, why == judgement.refused.end()
                                           ? approval.person + " is not asked for a sign-off here"
                                           : *why);
        }));
    return review(std::move(hold), service_actor("desk"));
}

Result<Hold> Desk::revoke(std::string_view id, std::string_view person, const Actor& actor,
                          const std::string& reason) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    return act(id, Act::revoke, actor, reason, [&](Hold& held) -> Result<void> {
        bool any = false;
        for (auto& approval : held.approvals) {
            if (!approval.void_reason.empty() || !same_person(approval.person, person)) continue;
            approval.void_reason = "taken back";
            any = true;
        }
        if (any) return outcome::success();
        return error(Errc::denied, fmt::format("there is no sign-off of {}", person));
    });
}

Result<Hold> Desk::confirm(std::string_view id, std::string_view precondition, const Actor& actor) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    BOOST_OUTCOME_TRY(
        auto hold,
        act(id, Act::confirm, actor, std::string(precondition), [&](Hold& held) -> Result<void> {
            const auto found =
                std::ranges::find(held.preconditions, precondition, &Precondition::name);
            if (found == held.preconditions.end()) {
                return error(Errc::not_found, fmt::format("{} waits for no '{}'", held.id,
                                                          escape_invisible(precondition)));
            }
            BOOST_OUTCOME_TRY(found->at, store_.now());
            found->confirmed_by = actor.name;
            return outcome::success();
        }));
    return review(std::move(hold), service_actor("desk"));
}

Result<Hold> Desk::reject(std::string_view id, const Actor& actor, const std::string& reason) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    BOOST_OUTCOME_TRY(needs_reason(reason, "the sender reads it"));
    return act(id, Act::reject, actor, reason, [](Hold& held) -> Result<void> {
        held.notices = {{.to = held.sender, .kind = "rejected"}};
        return outcome::success();
    });
}

Result<Hold> Desk::ask_edit(std::string_view id, const Actor& actor, const std::string& reason) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    BOOST_OUTCOME_TRY(needs_reason(reason, "the sender reads it"));
    return act(id, Act::ask_edit, actor, reason, [](Hold& held) -> Result<void> {
        held.notices = {{.to = held.sender, .kind = "returned"}};
        return outcome::success();
    });
}

Result<Hold> Desk::resubmit(std::string_view id, const Submission& submission) {
    for (int tries = 0; tries < kMostTries; ++tries) {
        BOOST_OUTCOME_TRY(auto hold, find(id));
        if (hold.submitter.name != submission.submitter.name) {
            return error(Errc::denied, fmt::format("{} was handed in by {}: only they may edit it",
                                                   hold.id, hold.submitter.name));
        }
        if (!after(hold.state, Act::resubmit)) return cannot(hold, Act::resubmit);
        BOOST_OUTCOME_TRY(const auto now, store_.now());
        Change change{.hold = std::move(hold),
                      .event = {.act = Act::resubmit, .at = now, .actor = submission.submitter}};
        change.bytes = *submission.bytes;
        auto& edited = change.hold;
        edited.sender = submission.sender;
        edited.addressees = addressees_of(submission.recipients);
        edited.size = submission.bytes->size();
        edited.not_before.reset();
        for (auto& approval : edited.approvals)
            if (approval.void_reason.empty()) approval.void_reason = "the draft was edited since";
        for (auto& one : edited.glass.people)
            if (one.void_reason.empty()) one.void_reason = "the draft was edited since";
        edited.glass.broken = false;
        edited.preconditions.clear();
        edited.reminders = 0;
        BOOST_OUTCOME_TRY(auto judgement, judge_(edited, submission.bytes, now));
        BOOST_OUTCOME_TRY(keep_policy(judgement));
        edited.notices.clear();
        ask_for_review(edited, judgement);
        note_judgement(edited, std::move(judgement));
        edited.state = State::held;
        edited.changed = now;
        ++edited.draft;
        BOOST_OUTCOME_TRY(const auto done, store_.change(change));
        if (done) return find(id);
    }
    return error(Errc::unavailable, fmt::format("{} is being changed by many at once", id));
}

Result<Hold> Desk::withdraw(std::string_view id, const Actor& actor, const std::string& reason) {
    return act(id, Act::withdraw, actor, reason, [&](Hold& held) -> Result<void> {
        held.notices.clear();
        if (actor.kind == "service" || held.submitter.name == actor.name ||
            same_person(held.sender, actor.name))
            return outcome::success();
        return error(
            Errc::denied,
            fmt::format("only its sender may withdraw {}; a reviewer rejects it", held.id));
    });
}

Result<Hold> Desk::settle(std::string_view id, bool was_sent, const Actor& actor,
                          const std::string& reason) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    const auto act_of = was_sent ? Act::settle_sent : Act::settle_unsent;
    return act(id, act_of, actor, reason, [&](Hold& held) -> Result<void> {
        for (auto& one : held.addressees) {
            if (one.delivery != Delivery::unknown) continue;
            one.delivery = was_sent ? Delivery::taken : Delivery::waiting;
        }
        BOOST_OUTCOME_TRY(held.next_attempt, store_.now());
        return outcome::success();
    });
}

Result<void> Desk::freeze(bool on, const Actor& actor, const std::string& reason) {
    BOOST_OUTCOME_TRY(no_agent(actor));
    if (on) {
        BOOST_OUTCOME_TRY(needs_reason(reason, "whoever looks why mail waits reads it"));
    }
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    const Event event{.at = now,
                      .actor = actor,
                      .reason = reason,
                      .details = on ? R"({"freeze":true})" : R"({"freeze":false})"};
    return store_.set("freeze", on ? fmt::format("{}: {}", actor.name, reason) : std::string(),
                      event);
}

Result<std::string> Desk::frozen() {
    return store_.setting("freeze");
}

}  // namespace sendguard::hold

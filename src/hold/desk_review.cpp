// The desk where the policy is asked: what a judgement says of a hold, and which state follows.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hold/desk.h"
#include "hold/desk_parts.h"

namespace sendguard::hold {
namespace {

bool all_confirmed(const Hold& hold) {
    return std::ranges::all_of(hold.preconditions,
                               [](const Precondition& one) { return !one.confirmed_by.empty(); });
}

/// Whether rules name a precondition that the hold does not wait for yet: a new policy may.
bool waits_for_more(const Hold& hold, const Judgement& judgement) {
    return std::ranges::any_of(judgement.wait_for, [&](const std::string& name) {
        return std::ranges::find(hold.preconditions, name, &Precondition::name) ==
               hold.preconditions.end();
    });
}

}  // namespace

bool Desk::may_leave(const Hold& hold, const Judgement& judgement) {
    if (judgement.blocked || judgement.digest != hold.digest) return false;
    if (hold.glass.broken) return true;
    return judgement.missing.empty() && all_confirmed(hold) && !waits_for_more(hold, judgement);
}

/// What a judgement says of the draft itself.
void Desk::note_judgement(Hold& hold, Judgement judgement) const {
    for (const auto& name : judgement.wait_for) {
        if (std::ranges::find(hold.preconditions, name, &Precondition::name) !=
            hold.preconditions.end())
            continue;
        const auto known = std::ranges::find(settings_.preconditions, name, &Precondition::name);
        hold.preconditions.push_back(
            {.name = name,
             .role = known == settings_.preconditions.end() ? std::string() : known->role});
    }
    hold.digest = std::move(judgement.digest);
    hold.policy = std::move(judgement.policy);
    hold.findings = std::move(judgement.findings);
    hold.subject = std::move(judgement.subject);
    hold.alternates = std::move(judgement.alternates);
    if (judgement.embargo) hold.not_before = judgement.embargo;
}

/// For `replay`: the policy version that a draft was judged by.
Result<void> Desk::keep_policy(const Judgement& judgement) {
    if (!judgement.sources) return outcome::success();
    return store_.keep_policy(judgement.policy, *judgement.sources);
}

Result<Hold> Desk::review_once(Hold hold, const Actor& actor, bool& changed) {
    if (hold.state != State::held && hold.state != State::ready) return hold;
    BOOST_OUTCOME_TRY(auto judgement, judge(hold));
    const bool clear = may_leave(hold, judgement);
    if (judgement.policy != hold.policy) {
        BOOST_OUTCOME_TRY(keep_policy(judgement));
    }
    if (hold.state == State::held && waits_for_more(hold, judgement)) {
        BOOST_OUTCOME_TRY(hold, act(hold.id, Act::note, actor, "the policy asks for more",
                                    [&](Hold& held) -> Result<void> {
                                        note_judgement(held, judgement);
                                        return outcome::success();
                                    }));
    }
    if (!clear && hold.state == State::held) return remind(std::move(hold), judgement);
    const auto embargo = hold.glass.broken ? std::nullopt : judgement.embargo;
    if (clear && hold.state == State::ready && (!embargo || hold.not_before >= embargo))
        return hold;
    // A later embargo goes by way of held.
    const bool clears = clear && hold.state == State::held;
    return act(hold.id, clears ? Act::clear : Act::unclear, actor, {},
               [&](Hold& held) -> Result<void> {
                   changed = held.version != hold.version;
                   if (changed) return error(Errc::denied, held.id + " has changed meanwhile");
                   held.not_before = embargo;
                   if (!clears) {
                       note_judgement(held, judgement);
                       return outcome::success();
                   }
                   BOOST_OUTCOME_TRY(const auto now, store_.now());
                   const auto undo = std::max(settings_.undo, judgement.undo);
                   if (undo.count() > 0)
                       held.not_before = std::max(held.not_before.value_or(now), now + undo);
                   held.next_attempt = std::max(held.not_before.value_or(now), now);
                   return outcome::success();
               });
}

Result<Hold> Desk::review(Hold hold, const Actor& actor) {
    for (int tries = 0; tries < kMostTries; ++tries) {
        bool changed = false;
        auto done = review_once(hold, actor, changed);
        if (done || !changed) return done;
        // A sign-off that came in between, or a notice that was told: what is now is judged.
        BOOST_OUTCOME_TRY(hold, find(hold.id));
    }
    return error(Errc::unavailable, fmt::format("{} is being changed by many at once", hold.id));
}

}  // namespace sendguard::hold

#include "review/acts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "signoff/values.h"

namespace sendguard::review {
namespace {

using hold::Hold;

struct ActWord {
    std::string_view name;
    hold::Act act;
};
constexpr std::array kActs{
    ActWord{"approve", hold::Act::approve},    ActWord{"reject", hold::Act::reject},
    ActWord{"return", hold::Act::ask_edit},    ActWord{"recall", hold::Act::withdraw},
    ActWord{"revoke", hold::Act::revoke},      ActWord{"confirm", hold::Act::confirm},
    ActWord{"settle", hold::Act::settle_sent}, ActWord{"edit", hold::Act::resubmit},
};

Error only_reviewers(const Identity& who) {
    return error(
        Errc::denied,
        fmt::format("{} is no reviewer: some rule of the policy has to name them", who.name));
}

Result<void> needs_reviewer(const policy::Policy& policy, const Identity& who) {
    if (is_reviewer(policy, who)) return outcome::success();
    return only_reviewers(who);
}

hold::Approval approval_of(const Hold& held, const Identity& who, const ApproveInput& input,
                           Timestamp at) {
    return {.person = signoff::canonical_address(who.name),
            .as = input.as,
            .digest = input.digest.empty() ? held.digest : input.digest,
            .at = at,
            .via = who.via == "api" ? "api" : "page"};
}

Result<Hold> confirm(hold::Desk& desk, const Hold& held, const policy::Policy& policy,
                     const Identity& who, const std::string& what) {
    const auto found = std::ranges::find(held.preconditions, what, &hold::Precondition::name);
    if (found == held.preconditions.end())
        return error(Errc::not_found,
                     fmt::format("{} waits for no '{}'", held.id, escape_invisible(what)));
    if (!in_group(policy, found->role, who.name))
        return error(Errc::denied, fmt::format("'{}' is confirmed by somebody of {}",
                                               escape_invisible(what), found->role));
    return desk.confirm(held.id, what, actor_of(who));
}

Result<Hold> settle(hold::Desk& desk, const Hold& held, const Identity& who,
                    const ActInput& input) {
    if (input.what != "sent" && input.what != "unsent")
        return error(Errc::bad_input, "say how it ended: sent or unsent");
    return desk.settle(held.id, input.what == "sent", actor_of(who), input.reason);
}

Result<std::string> group_to_sign(Core& core, const policy::Policy& policy, const Hold& held,
                                  const Identity& who, const std::string& asked) {
    if (!asked.empty()) return asked;
    BOOST_OUTCOME_TRY(const auto judgement, core.parts.desk->judge(held));
    const auto groups = groups_to_sign(policy, judgement, who);
    if (groups.size() > 1)
        return error(Errc::bad_input,
                     "say for which group you sign: several are missing, and you "
                     "are in more than one");
    return groups.empty() ? std::string() : groups.front();
}

}  // namespace

Result<hold::Desk*> desk_of(Core& core) {
    if (core.parts.desk != nullptr) return core.parts.desk;
    return error(Errc::unavailable, "the policy names no hold store: nothing is held here");
}

Result<Hold> visible_hold(Core& core, const policy::Policy& policy, const std::string& id,
                          const Identity& who) {
    BOOST_OUTCOME_TRY(auto* desk, desk_of(core));
    auto held = desk->find(id);
    if (!held) return held.error();
    if (may_see(policy, held.value(), who)) return held;
    return error(Errc::not_found, fmt::format("there is no hold {}", id));
}

Result<std::string> why_not(Core& core, const Hold& held, const Identity& who,
                            const std::string& as) {
    BOOST_OUTCOME_TRY(auto* desk, desk_of(core));
    Hold with = held;
    auto approval = approval_of(held, who, {.as = as, .digest = {}}, core.now());
    const auto same = [&](const std::string& other) {
        return signoff::person_key(other) == signoff::person_key(approval.person);
    };
    with.approvals.push_back(approval);
    BOOST_OUTCOME_TRY(const auto judgement, desk->judge(with));
    if (std::ranges::any_of(judgement.counted, same)) return std::string();
    const auto line = std::ranges::find_if(judgement.refused, [&](const std::string& one) {
        return one.find(approval.person) != std::string::npos;
    });
    return line == judgement.refused.end()
               ? fmt::format("{} is not asked for a sign-off here", who.name)
               : *line;
}

Result<Hold> approve(Core& core, const policy::Policy& policy, const Hold& held,
                     const Identity& who, const ApproveInput& input) {
    BOOST_OUTCOME_TRY(auto* desk, desk_of(core));
    if (input.digest.empty())
        return error(Errc::bad_input, "say which draft you sign: the digest that you were shown");
    if (who.kind != policy::SenderKind::person)
        return error(Errc::denied,
                     fmt::format("{} is no person, and only people sign off", who.name));
    auto exact = input;
    BOOST_OUTCOME_TRY(exact.as, group_to_sign(core, policy, held, who, input.as));
    BOOST_OUTCOME_TRY(const auto now, desk->store().now());
    BOOST_OUTCOME_TRY(auto after,
                      desk->approve(held.id, approval_of(held, who, exact, now), actor_of(who)));
    core.parts.wake();
    return after;
}

Result<Hold> act(Core& core, const policy::Policy& policy, const Hold& held, const Identity& who,
                 const ActInput& input) {
    BOOST_OUTCOME_TRY(auto* desk, desk_of(core));
    const auto actor = actor_of(who);
    if (input.name == "recall") {
        if (!is_own(held, who))
            return error(Errc::denied, "only its sender may recall it; a reviewer rejects it");
        return desk->withdraw(held.id, actor, input.reason);
    }
    if (input.name == "revoke") return desk->revoke(held.id, who.name, actor, input.reason);
    BOOST_OUTCOME_TRY(needs_reviewer(policy, who));
    Result<Hold> after = error(Errc::bad_input, "there is no such act");
    if (input.name == "reject") after = desk->reject(held.id, actor, input.reason);
    if (input.name == "return") after = desk->ask_edit(held.id, actor, input.reason);
    if (input.name == "confirm") after = confirm(*desk, held, policy, who, input.what);
    if (input.name == "settle") after = settle(*desk, held, who, input);
    core.parts.wake();
    return after;
}

Result<void> freeze(Core& core, const policy::Policy& policy, const Identity& who, bool on,
                    const std::string& reason) {
    BOOST_OUTCOME_TRY(auto* desk, desk_of(core));
    BOOST_OUTCOME_TRY(needs_reviewer(policy, who));
    return desk->freeze(on, actor_of(who), reason);
}

bool has_time(const Hold& held, std::string_view act) {
    const auto found = std::ranges::find(kActs, act, &ActWord::name);
    return found != kActs.end() && hold::after(held.state, found->act).has_value();
}

}  // namespace sendguard::review

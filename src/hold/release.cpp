#include "hold/release.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace sendguard::hold {
namespace {

using forward::Outcome;
using forward::Receipt;

// Postfix's and Exim's habit: soon at first, then ever more rarely.
constexpr std::array<std::chrono::seconds, 8> kWaits{
    std::chrono::seconds{60},   std::chrono::seconds{120},  std::chrono::seconds{300},
    std::chrono::seconds{600},  std::chrono::seconds{1200}, std::chrono::seconds{1800},
    std::chrono::seconds{3600}, std::chrono::seconds{7200}};

std::vector<std::string> waiting_of(const Hold& hold) {
    std::vector<std::string> out;
    for (const auto& one : hold.addressees)
        if (one.delivery == Delivery::waiting) out.push_back(one.address);
    return out;
}

Delivery delivery_of(const forward::Reply& reply, Outcome outcome) {
    if (reply.code >= 500) return Delivery::refused;
    const bool at_rcpt = reply.code >= 200 && reply.code < 300;
    if (!at_rcpt) return Delivery::waiting;
    switch (outcome) {
        case Outcome::sent:
        case Outcome::partly:
            return Delivery::taken;
        case Outcome::unknown:
            return Delivery::unknown;
        case Outcome::refused:
            return Delivery::refused;
        case Outcome::deferred:
            break;
    }
    return Delivery::waiting;
}

/// Notes what the next hop said of each recipient that was asked for.
void note_deliveries(Hold& hold, const Receipt& receipt) {
    for (auto& one : hold.addressees) {
        if (one.delivery != Delivery::waiting) continue;
        const auto found =
            std::ranges::find(receipt.recipients, one.address, &forward::RecipientReply::recipient);
        const bool answered = found != receipt.recipients.end() && found->reply.code != 0;
        if (answered) {
            one.delivery = delivery_of(found->reply, receipt.outcome);
            one.reply = found->reply.text();
        }
        // A refusal of the sender or of the data is one of every recipient.
        const bool all = receipt.outcome == Outcome::refused && receipt.stage != "RCPT";
        if (all) one.delivery = Delivery::refused;
        if (receipt.final_reply.code != 0 && (all || one.delivery == Delivery::taken))
            one.reply = receipt.final_reply.text();
    }
}

/// How long it was refused for now: its waits between attempts, and not the time since it came in,
/// for it may have been held for weeks.
std::chrono::seconds waited(std::uint32_t attempts) {
    std::chrono::seconds out{0};
    for (std::uint32_t i = 1; i < attempts; ++i) out += wait_after(i);
    return out;
}

bool any(const Hold& hold, Delivery delivery) {
    return std::ranges::any_of(hold.addressees,
                               [&](const Addressee& one) { return one.delivery == delivery; });
}

}  // namespace

std::chrono::seconds wait_after(std::uint32_t attempts) {
    return kWaits[std::min<std::size_t>(std::max(attempts, 1u), kWaits.size()) - 1];
}

Result<std::size_t> Releaser::round() {
    BOOST_OUTCOME_TRY(write_down_late());
    BOOST_OUTCOME_TRY(trust_clock());
    BOOST_OUTCOME_TRY(put_right_lapsed());
    BOOST_OUTCOME_TRY(may_release());
    BOOST_OUTCOME_TRY(auto holds, store_.claim(settings_.node, settings_.lease, settings_.most));
    const auto count = holds.size();
    BOOST_OUTCOME_TRY(release_all(std::move(holds)));
    return count;
}

Result<void> Releaser::release_all(std::vector<Hold> holds) {
    // One that fails must not keep the others waiting for their lease to end.
    std::mutex mutex;
    std::optional<Error> fault;
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (auto i = next++; i < holds.size(); i = next++) {
            auto done = release_or_say(std::move(holds[i]));
            const std::lock_guard lock(mutex);
            if (!done && !fault) fault = std::move(done).error();
        }
    };
    {
        std::vector<std::jthread> others;
        try {
            for (std::size_t i = 1; i < std::min(settings_.threads, holds.size()); ++i)
                others.emplace_back(work);
        } catch (const std::exception&) {  // no threads, or no memory: fewer do it, too
        }
        work();
    }
    if (fault) return *fault;
    return outcome::success();
}

/// An exception must not end the thread, nor keep the others from their turn: as if the node had
/// died, the lease ends, and what was at the dot is uncertain.
Result<void> Releaser::release_or_say(Hold hold) try {
    return release(std::move(hold));
} catch (const std::exception& thrown) {
    return Error{Errc::unavailable, thrown.what(), {}};  // "std::bad_alloc" needs no memory
}

Result<void> Releaser::may_release() {
    BOOST_OUTCOME_TRY(const auto why, desk_.frozen());
    if (!why.empty()) return error(Errc::unavailable, "mail is frozen by " + why);
    return outcome::success();
}

Result<void> Releaser::trust_clock() {
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    if (const auto ahead = clock_.look(now, ClockWatch::Monotonic::now())) {
        return error(Errc::unavailable,
                     fmt::format("the clock has jumped {} s ahead: nothing is released until a "
                                 "person has looked at it (restart the service when it is right)",
                                 ahead->count()));
    }
    return outcome::success();
}

/// Who tells of a hold, and who reminds, changes it too while it is sent.
bool Releaser::still_ours(const Hold& hold, const Hold& stored) const {
    return hold.state == State::sending && stored.state == State::sending &&
           stored.version > hold.version && stored.draft == hold.draft &&
           stored.lease.node == settings_.node && hold.lease.node == settings_.node;
}

Result<bool> Releaser::change(Hold& hold, Act act, const std::string& reason, const Edit& edit) {
    const auto to = after(hold.state, act);
    if (!to) return error(Errc::internal, fmt::format("{} cannot {}", hold.id, act_name(act)));
    for (;;) {
        BOOST_OUTCOME_TRY(const auto now, store_.now());
        Change one{.hold = hold,
                   .event = {.act = act,
                             .from = hold.state,
                             .at = now,
                             .actor = service_actor("release"),
                             .reason = reason}};
        if (edit) edit(one.hold);
        one.hold.state = *to;
        one.hold.changed = now;
        if (*to != State::sending) one.hold.lease = {};
        BOOST_OUTCOME_TRY(const auto done, store_.change(one));
        if (done) {
            hold = std::move(one.hold);
            ++hold.version;
            return true;
        }
        BOOST_OUTCOME_TRY(auto stored, store_.find(hold.id));
        if (!stored || !still_ours(hold, *stored)) return false;
        hold = std::move(*stored);
    }
}

Result<void> Releaser::put_right_lapsed() {
    BOOST_OUTCOME_TRY(auto holds, store_.lapsed(settings_.most));
    for (auto& hold : holds) {
        const auto node = hold.lease.node;
        if (hold.lease.at_dot) {
            BOOST_OUTCOME_TRY(change(
                hold, Act::lose, "node " + node + " ended before the reply came", [](Hold& lost) {
                    for (auto& one : lost.addressees)
                        if (one.delivery == Delivery::waiting) one.delivery = Delivery::unknown;
                    lost.notices.push_back({.to = lost.sender, .kind = "uncertain"});
                }));
        } else {
            BOOST_OUTCOME_TRY(change(hold, Act::lapse, "node " + node + " ended before the dot"));
        }
    }
    return outcome::success();
}

Result<bool> Releaser::still_clear(Hold& hold, const Bytes& bytes) {
    BOOST_OUTCOME_TRY(const auto judgement, desk_.judge(hold, bytes));
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    const bool early = judgement.embargo && *judgement.embargo > now;
    if (Desk::may_leave(hold, judgement) && (!early || hold.glass.broken)) return true;
    BOOST_OUTCOME_TRY(change(
        hold, Act::unclear,
        early ? "its embargo has not ended" : "by the policy in force something is missing again",
        [&](Hold& unclear) { unclear.not_before = judgement.embargo; }));
    return false;
}

Result<bool> Releaser::wins_alternates(Hold& hold) {
    if (hold.alternates.empty()) return true;
    BOOST_OUTCOME_TRY(const auto winner, store_.take_alternates(hold.alternates, hold.id));
    if (winner == hold.id) return true;
    // Through ready: `sending` itself cannot be voided.
    BOOST_OUTCOME_TRY(change(hold, Act::lapse, {}));
    BOOST_OUTCOME_TRY(change(hold, Act::void_, "of its alternates " + winner + " leaves"));
    return false;
}

Result<void> Releaser::void_others(const Hold& hold) {
    if (hold.alternates.empty()) return outcome::success();
    BOOST_OUTCOME_TRY(auto others,
                      store_.list({.states = {State::held, State::returned, State::ready},
                                   .alternates = hold.alternates}));
    for (auto& other : others) {
        other.notices = {{.to = other.sender, .kind = "voided"}};
        // Changed meanwhile: it will lose when it is its turn.
        BOOST_OUTCOME_TRY(change(other, Act::void_, "of its alternates " + hold.id + " leaves"));
    }
    return outcome::success();
}

Result<void> Releaser::release(Hold hold) {
    BOOST_OUTCOME_TRY(auto stored, store_.bytes(hold.id, hold.draft));
    const auto bytes = std::make_shared<const std::string>(std::move(stored));
    BOOST_OUTCOME_TRY(const auto clear, still_clear(hold, bytes));
    if (!clear) return outcome::success();
    BOOST_OUTCOME_TRY(const auto wins, wins_alternates(hold));
    if (!wins) return outcome::success();
    BOOST_OUTCOME_TRY(void_others(hold));
    const auto message = outgoing_(*bytes);
    forward::Transaction transaction{.sender = hold.sender,
                                     .recipients = waiting_of(hold),
                                     .message = message,
                                     .all_or_none = false};
    transaction.before_dot = [&]() -> Result<void> {
        BOOST_OUTCOME_TRY(const auto why, desk_.frozen());
        if (!why.empty()) return error(Errc::unavailable, "mail is frozen by " + why);
        BOOST_OUTCOME_TRY(const auto now, store_.now());
        BOOST_OUTCOME_TRY(const auto ours, change(hold, Act::at_dot, {}, [&](Hold& sending) {
                              sending.lease.at_dot = true;
                              sending.lease.until = now + settings_.lease;
                          }));
        if (!ours) return error(Errc::unavailable, hold.id + " is no longer this node's");
        return outcome::success();
    };
    auto receipt = forwarder_.forward(transaction);
    if (!receipt) {
        Receipt none;
        none.outcome = Outcome::deferred;
        none.detail = receipt.error().message;
        return record(hold, none);
    }
    const bool first = !any(hold, Delivery::taken);
    BOOST_OUTCOME_TRY(record(hold, receipt.value()));
    const auto outcome = receipt.value().outcome;
    if (settings_.left && first && (outcome == Outcome::sent || outcome == Outcome::partly))
        settings_.left(hold, bytes);
    return outcome::success();
}

Result<void> Releaser::record(const Hold& hold, const Receipt& receipt) {
    auto done = write_down(hold, receipt);
    if (done || done.error().code != Errc::unavailable) return done;
    {
        const std::lock_guard lock(unwritten_mutex_);
        unwritten_.push_back({hold, receipt});
    }
    return error(Errc::unavailable,
                 fmt::format("{}: its outcome ({}) is not in the store yet: {}", hold.id,
                             forward::outcome_name(receipt.outcome), done.error().message));
}

/// While this node lives it knows how they ended: the store is told before their lease counts.
Result<void> Releaser::write_down_late() {
    std::optional<Error> fault;
    std::vector<Unwritten> late;
    {
        const std::lock_guard lock(unwritten_mutex_);
        late.swap(unwritten_);
    }
    for (const auto& one : late)
        if (auto done = record(one.hold, one.receipt); !done && !fault) fault = done.error();
    if (fault) return *fault;
    return outcome::success();
}

Result<void> Releaser::write_down(Hold hold, const Receipt& receipt) {
    BOOST_OUTCOME_TRY(const auto now, store_.now());
    Hold ended = hold;
    note_deliveries(ended, receipt);
    ++ended.attempts;
    auto act = Act::deliver;
    std::string_view notice = "released";
    if (receipt.outcome == Outcome::unknown) {
        act = Act::lose;
        notice = "uncertain";
    } else if (any(ended, Delivery::waiting) && waited(ended.attempts) < settings_.give_up) {
        act = Act::defer;
        notice = {};
        ended.next_attempt = now + wait_after(ended.attempts);
    } else if (any(ended, Delivery::waiting) || any(ended, Delivery::refused)) {
        act = Act::fail;
        notice = "failed";
    }
    BOOST_OUTCOME_TRY(
        const auto recorded, change(hold, act, receipt.detail, [&](Hold& stored) {
            stored.addressees = ended.addressees;
            stored.attempts = ended.attempts;
            stored.next_attempt = ended.next_attempt;
            if (!notice.empty())
                stored.notices.push_back({.to = stored.sender, .kind = std::string(notice)});
        }));
    // Another node has it by now, and nothing was sent from here.
    if (recorded || receipt.outcome == Outcome::deferred) return outcome::success();
    // An answer of the store may have been lost, and the change made.
    BOOST_OUTCOME_TRY(const auto stored, store_.find(hold.id));
    if (stored && stored->state == after(State::sending, act) && stored->attempts == ended.attempts)
        return outcome::success();
    return error(Errc::internal,
                 fmt::format("{} was changed while it was sent: its outcome ({}) stands only here",
                             hold.id, forward::outcome_name(receipt.outcome)));
}

}  // namespace sendguard::hold

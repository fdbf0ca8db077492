// The life of a hold, as one table: which act takes which state to which. docs/hold.md shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sendguard::hold {

enum class State : std::uint8_t {
    held,       ///< waits for people: sign-offs, a precondition
    ready,      ///< may leave when its time has come: embargo, undo window, next attempt, no freeze
    sending,    ///< a node has it under a lease
    sent,       ///< the next hop took it for every recipient
    uncertain,  ///< the next hop vanished after the final dot: it may or may not have it
    failed,     ///< the next hop refused it for good, for some recipient or all
    returned,   ///< back with its sender, for an edit
    rejected,
    expired,
    withdrawn,  ///< by its sender
    voided,     ///< another of its alternates may leave
};

enum class Act : std::uint8_t {
    submit,    ///< (new) -> held
    approve,   ///< a sign-off
    revoke,    ///< a reviewer takes a sign-off back
    confirm,   ///< a precondition
    clear,     ///< nothing is missing any more
    unclear,   ///< something is missing again: a new policy, a sign-off that ended
    ask_edit,  ///< back to the sender, with the change asked for
    resubmit,  ///< the edited draft
    reject,
    expire,
    withdraw,
    void_,
    claim,    ///< a node takes it to release it
    at_dot,   ///< about to end the data
    deliver,  ///< taken for every recipient
    defer,    ///< refused for now, or not reached: nothing was taken, or not by all
    fail,     ///< refused for good
    lose,     ///< no reply after the final dot
    lapse,    ///< the lease ended before the final dot
    settle_sent,
    settle_unsent,  ///< a person says how an uncertain one ended
    break_glass,    ///< one of the people who may let it go without its sign-offs
    remind,         ///< a reminder went out
    note,           ///< anything else worth a line in the history
};

std::string_view state_name(State state);
std::optional<State> state_from_name(std::string_view name);
std::string_view act_name(Act act);
std::optional<Act> act_from_name(std::string_view name);

/// Nothing comes after it but a note.
bool is_final(State state);
/// It waits for people, and its bytes may still change.
bool is_open(State state);

struct Move {
    State from;
    Act act;
    State to;
};
std::span<const Move> moves();
/// The state after `act`; nullopt: it cannot be done to a hold in that state.
std::optional<State> after(State state, Act act);

}  // namespace sendguard::hold

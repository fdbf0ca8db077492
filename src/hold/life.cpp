#include "hold/life.h"

#include <algorithm>
#include <array>

namespace sendguard::hold {
namespace {

template <class Value>
struct Name {
    Value value;
    std::string_view name;
};
template <class Value>
Name(Value, std::string_view) -> Name<Value>;

constexpr std::array kStates{
    Name{State::held, "held"},           Name{State::ready, "ready"},
    Name{State::sending, "sending"},     Name{State::sent, "sent"},
    Name{State::uncertain, "uncertain"}, Name{State::failed, "failed"},
    Name{State::returned, "returned"},   Name{State::rejected, "rejected"},
    Name{State::expired, "expired"},     Name{State::withdrawn, "withdrawn"},
    Name{State::voided, "voided"},
};

constexpr std::array kActs{
    Name{Act::submit, "submit"},
    Name{Act::approve, "approve"},
    Name{Act::revoke, "revoke"},
    Name{Act::confirm, "confirm"},
    Name{Act::clear, "clear"},
    Name{Act::unclear, "unclear"},
    Name{Act::ask_edit, "ask-edit"},
    Name{Act::resubmit, "resubmit"},
    Name{Act::reject, "reject"},
    Name{Act::expire, "expire"},
    Name{Act::withdraw, "withdraw"},
    Name{Act::void_, "void"},
    Name{Act::claim, "claim"},
    Name{Act::at_dot, "at-dot"},
    Name{Act::deliver, "deliver"},
    Name{Act::defer, "defer"},
    Name{Act::fail, "fail"},
    Name{Act::lose, "lose"},
    Name{Act::lapse, "lapse"},
    Name{Act::settle_sent, "settle-sent"},
    Name{Act::settle_unsent, "settle-unsent"},
    Name{Act::break_glass, "break-glass"},
    Name{Act::remind, "remind"},
    Name{Act::note, "note"},
};

// What is not here cannot be done. `note` can always.
constexpr std::array kMoves{
    Move{State::held, Act::approve, State::held},
    Move{State::held, Act::revoke, State::held},
    Move{State::held, Act::confirm, State::held},
    Move{State::held, Act::break_glass, State::held},
    Move{State::held, Act::remind, State::held},
    Move{State::held, Act::clear, State::ready},
    Move{State::held, Act::ask_edit, State::returned},
    Move{State::held, Act::resubmit, State::held},
    Move{State::held, Act::reject, State::rejected},
    Move{State::held, Act::expire, State::expired},
    Move{State::held, Act::withdraw, State::withdrawn},
    Move{State::held, Act::void_, State::voided},

    Move{State::returned, Act::resubmit, State::held},
    Move{State::returned, Act::remind, State::returned},
    Move{State::returned, Act::expire, State::expired},
    Move{State::returned, Act::withdraw, State::withdrawn},
    Move{State::returned, Act::void_, State::voided},

    // Until a node has it, everything can still be stopped.
    Move{State::ready, Act::unclear, State::held},
    Move{State::ready, Act::revoke, State::held},
    Move{State::ready, Act::ask_edit, State::returned},
    Move{State::ready, Act::reject, State::rejected},
    Move{State::ready, Act::withdraw, State::withdrawn},
    Move{State::ready, Act::void_, State::voided},
    Move{State::ready, Act::claim, State::sending},

    Move{State::sending, Act::at_dot, State::sending},
    Move{State::sending, Act::deliver, State::sent},
    Move{State::sending, Act::defer, State::ready},
    Move{State::sending, Act::unclear, State::held},
    Move{State::sending, Act::fail, State::failed},
    Move{State::sending, Act::lose, State::uncertain},
    Move{State::sending, Act::lapse, State::ready},

    Move{State::uncertain, Act::settle_sent, State::sent},
    Move{State::uncertain, Act::settle_unsent, State::ready},
    Move{State::uncertain, Act::remind, State::uncertain},
    Move{State::uncertain, Act::withdraw, State::withdrawn},
};

template <class Table, class Value>
std::string_view name_of(const Table& table, Value value) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto& one) { return one.value == value; });
    return found == table.end() ? std::string_view() : found->name;
}

template <class Value, std::size_t size>
std::optional<Value> from_name(const std::array<Name<Value>, size>& table, std::string_view name) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.name == name; });
    return found == table.end() ? std::nullopt : std::optional(found->value);
}

}  // namespace

std::string_view state_name(State state) {
    return name_of(kStates, state);
}
std::optional<State> state_from_name(std::string_view name) {
    return from_name(kStates, name);
}
std::string_view act_name(Act act) {
    return name_of(kActs, act);
}
std::optional<Act> act_from_name(std::string_view name) {
    return from_name(kActs, name);
}

bool is_final(State state) {
    return std::none_of(kMoves.begin(), kMoves.end(),
                        [&](const Move& move) { return move.from == state; });
}

bool is_open(State state) {
    return state == State::held || state == State::returned;
}

std::span<const Move> moves() {
    return kMoves;
}

std::optional<State> after(State state, Act act) {
    if (act == Act::note) return state;
    const auto found = std::find_if(kMoves.begin(), kMoves.end(), [&](const Move& move) {
        return move.from == state && move.act == act;
    });
    return found == kMoves.end() ? std::nullopt : std::optional(found->to);
}

}  // namespace sendguard::hold

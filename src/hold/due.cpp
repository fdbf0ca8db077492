#include "hold/due.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sendguard::hold {

Timestamp due_of(const Hold& hold) {
    const auto embargo = hold.not_before.value_or(Timestamp{});
    return is_open(hold.state) ? embargo : std::max(embargo, hold.next_attempt);
}

Change claim_of(const Hold& ready, std::string_view node, Timestamp now,
                std::chrono::seconds term) {
    Change change{.hold = ready,
                  .event = {.act = Act::claim, .at = now, .actor = service_actor("release")}};
    change.event.reason = fmt::format("by node {}", to_valid_utf8(node));
    change.hold.state = State::sending;
    change.hold.changed = now;
    change.hold.lease = {.node = std::string(node), .until = now + term, .at_dot = false};
    return change;
}

std::vector<State> final_states() {
    std::vector<State> out;
    for (auto state = State::held; state <= State::voided;
         state = static_cast<State>(static_cast<int>(state) + 1))
        if (is_final(state)) out.push_back(state);
    return out;
}

}  // namespace sendguard::hold

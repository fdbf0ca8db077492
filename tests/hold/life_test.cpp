#include "hold/life.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "hold/hold.h"

using namespace sendguard::hold;

TEST_CASE("life: what may leave has been cleared, and what has left stays so", "[hold][life]") {
    // The only ways into sending and sent.
    for (const auto& move : moves()) {
        if (move.to == State::sending && move.from != State::sending)
            CHECK((move.from == State::ready && move.act == Act::claim));
        if (move.to == State::sent)
            CHECK((move.act == Act::deliver || move.act == Act::settle_sent));
        if (move.to == State::ready)
            CHECK((move.act == Act::clear || move.act == Act::defer || move.act == Act::lapse ||
                   move.act == Act::settle_unsent));
    }
    for (const auto state : {State::sent, State::failed, State::rejected, State::expired,
                             State::withdrawn, State::voided})
        CHECK(is_final(state));
    for (const auto state :
         {State::held, State::ready, State::sending, State::uncertain, State::returned})
        CHECK_FALSE(is_final(state));
}

TEST_CASE("life: what nobody may do", "[hold][life]") {
    CHECK_FALSE(after(State::sending, Act::withdraw));
    CHECK_FALSE(after(State::sending, Act::void_));
    CHECK_FALSE(after(State::uncertain, Act::claim));
    CHECK_FALSE(after(State::returned, Act::approve));
    CHECK_FALSE(after(State::held, Act::claim));
    CHECK_FALSE(after(State::rejected, Act::resubmit));
    CHECK(after(State::sent, Act::note) == State::sent);
}

TEST_CASE("life: a move is in the table once, and each name is its own", "[hold][life]") {
    std::set<std::pair<State, Act>> seen;
    for (const auto& move : moves()) CHECK(seen.insert({move.from, move.act}).second);
    for (const auto& move : moves()) {
        CHECK(state_from_name(state_name(move.from)) == move.from);
        CHECK(act_from_name(act_name(move.act)) == move.act);
    }
    CHECK_FALSE(state_from_name("hold"));
}

TEST_CASE("life: docs/hold.md names every state", "[hold][life]") {
    std::ifstream file(SENDGUARD_SOURCE_DIR "/docs/hold.md");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    for (const auto& move : moves())
        for (const auto state : {move.from, move.to})
            CHECK(text.find(std::string(state_name(state))) != std::string::npos);
}

TEST_CASE("hold: ids cannot be guessed and can be read aloud", "[hold]") {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = make_id();
        CHECK(is_id(id));
        CHECK(seen.insert(id).second);
    }
    for (const auto* wrong : {"", "SG-", "SG-7K3Q9M2XW5T8B4C", "SG-7K3Q9M2XW5T8B4C6Z",
                              "SG-7K3Q9M2XW5T8B4CI", "sg-7k3q9m2xw5t8b4c6", "SG-7K3Q9M2XW5T8B4C'"})
        CHECK_FALSE(is_id(wrong));
}

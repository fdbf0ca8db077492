#include "hold/clock_watch.h"

#include <catch2/catch.hpp>

using namespace sendguard;
using namespace sendguard::hold;
using namespace std::chrono_literals;

TEST_CASE("clock: a jump ahead is seen, for as long as it stands", "[hold][clock]") {
    ClockWatch watch;
    const Timestamp wall{1'800'000'000s};
    const ClockWatch::Monotonic::time_point at{};
    CHECK_FALSE(watch.look(wall, at));
    CHECK_FALSE(watch.look(wall + 60s, at + 60s));
    CHECK_FALSE(watch.look(wall + 85s, at + 60s));  // within what is allowed
    CHECK(watch.look(wall + 3660s, at + 60s) == 3600s);
    CHECK(watch.look(wall + 3720s, at + 120s) == 3600s);  // it does not heal by itself
}

TEST_CASE("clock: a jump back ends nothing early", "[hold][clock]") {
    ClockWatch watch;
    const Timestamp wall{1'800'000'000s};
    const ClockWatch::Monotonic::time_point at{};
    CHECK_FALSE(watch.look(wall, at));
    CHECK_FALSE(watch.look(wall - 3600s, at + 60s));
    // ... and a jump back and ahead again is none.
    CHECK_FALSE(watch.look(wall + 120s, at + 120s));
}

TEST_CASE("clock: slow drift over a month is no jump", "[hold][clock]") {
    ClockWatch watch;
    const Timestamp wall{1'800'000'000s};
    const ClockWatch::Monotonic::time_point at{};
    CHECK_FALSE(watch.look(wall, at));
    const auto month = 30 * 24h;
    CHECK_FALSE(watch.look(wall + month + 100s, at + month));
}

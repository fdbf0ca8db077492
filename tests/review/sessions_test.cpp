#include "review/sessions.h"

#include <catch2/catch.hpp>

#include "review/attempts.h"
#include "review/replays.h"

using namespace sendguard;
using namespace sendguard::review;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {
const Timestamp kNow{seconds(1'800'000'000)};
}

TEST_CASE("sessions: one ends when it is idle, when it is old, and when it is closed",
          "[review][sessions]") {
    Sessions sessions;
    const Identity ben{.name = "ben@example.org", .via = "page"};
    const auto id = sessions.open(ben, kNow);
    CHECK(id.size() == 64);
    CHECK(sessions.find(id, kNow + kSessionIdle) == ben);
    CHECK_FALSE(sessions.find(id, kNow + 2 * kSessionIdle + seconds(1)));
    auto at = kNow;
    const auto busy = sessions.open(ben, at);
    for (; at - kNow <= kSessionMost; at += minutes(20)) CHECK(sessions.find(busy, at));
    CHECK_FALSE(sessions.find(busy, at));
    const auto closed = sessions.open(ben, kNow);
    sessions.close(closed);
    CHECK_FALSE(sessions.find(closed, kNow));
    CHECK_FALSE(sessions.find("", kNow));
}

TEST_CASE("sessions: a form's token is good for one session and one purpose",
          "[review][sessions]") {
    Sessions sessions;
    const auto mine = sessions.open({.name = "ben"}, kNow);
    const auto other = sessions.open({.name = "ben"}, kNow);
    const auto token = sessions.form_token(mine, "hold SG-1");
    CHECK(sessions.is_form_token(mine, "hold SG-1", token));
    CHECK_FALSE(sessions.is_form_token(mine, "hold SG-2", token));
    CHECK_FALSE(sessions.is_form_token(other, "hold SG-1", token));
    CHECK_FALSE(sessions.is_form_token(mine, "hold SG-1", ""));
    CHECK_FALSE(sessions.is_form_token("", "hold SG-1", sessions.form_token("", "hold SG-1")));
    CHECK_FALSE(Sessions().is_form_token(mine, "hold SG-1", token));
}

TEST_CASE("attempts: over the limit nobody may try, until the window has passed",
          "[review][sessions]") {
    Attempts attempts(3);
    for (int i = 0; i < 3; ++i) {
        CHECK(attempts.may_try("ben", kNow));
        attempts.failed("ben", kNow);
    }
    CHECK_FALSE(attempts.may_try("ben", kNow));
    CHECK(attempts.may_try("cara", kNow));
    CHECK(attempts.may_try("ben", kNow + kFailureWindow + seconds(1)));
    attempts.forget("ben");
    CHECK(attempts.may_try("ben", kNow));
}

TEST_CASE("replays: a key gives its first answer again", "[review][sessions]") {
    Replays replays;
    CHECK(replays.begin("k", "a", kNow).kind == Replays::Kind::first);
    CHECK(replays.begin("k", "a", kNow).kind == Replays::Kind::under_way);
    replays.done("k", {.status = 200, .body = "x"});
    CHECK(replays.begin("k", "a", kNow).response.body == "x");
    CHECK(replays.begin("k", "b", kNow).kind == Replays::Kind::other_content);
    CHECK(replays.begin("k", "b", kNow + 2 * kReplayKept).kind == Replays::Kind::first);
    replays.undone("k");
    CHECK(replays.begin("k", "c", kNow).kind == Replays::Kind::first);
}

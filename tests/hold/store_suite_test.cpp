// What every store promises, kept in memory, in SQLite and in PostgreSQL.
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "hold/audit.h"
#include "stores.h"

using namespace sendguard;
using namespace sendguard::hold;
using namespace sendguard::hold::test;

namespace {

/// Runs `act(i)` on `n` threads at once.
template <class Act>
void at_once(int n, const Act& act) {
    std::vector<std::thread> threads;
    for (int i = 0; i < n; ++i) threads.emplace_back([&act, i] { act(i); });
    for (auto& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("store: what was put in is there, also after it was closed", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const std::string bytes("a\0b\xff\r\n", 6);
    const auto hold = put(*store, a_hold(), bytes);
    const auto empty = put(*store, a_hold(), "");
    store.reopen();
    CHECK(good(store->find(hold.id)) == hold);
    CHECK(good(store->bytes(hold.id, 1)) == bytes);
    CHECK(good(store->bytes(empty.id, 1)).empty());
    CHECK_FALSE(good(store->find(make_id())));
    CHECK(store->bytes(hold.id, 2).error().code == Errc::not_found);
    const auto history = good(store->history(hold.id));
    REQUIRE(history.size() == 1);
    CHECK(history[0].hold == hold.id);
    CHECK(history[0].act == Act::submit);
    CHECK(history[0].to == State::held);
    CHECK(history[0].at == at(1));
    CHECK(history[0].actor.name == "ann@example.org");
    whole_chain(*store);
}

TEST_CASE("store: a change is made once, at the version that was read", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto hold = put(*store, a_hold());
    auto change = a_change(hold, Act::resubmit);
    change.event.reason = "said 'it' \u2014 again";
    change.event.details = R"({"b":1, "a":2})";
    change.hold.state = State::returned;
    change.hold.draft = 2;
    change.bytes = "edited";
    CHECK(good(store->change(change)));
    CHECK_FALSE(good(store->change(change)));
    store.reopen();
    const auto found = good(store->find(hold.id));
    REQUIRE(found);
    CHECK(found->version == 2);
    CHECK(found->state == State::returned);
    CHECK(good(store->bytes(hold.id, 1)) == "Sir,\r\n\r\nno.\r\n");
    CHECK(good(store->bytes(hold.id, 2)) == "edited");
    const auto history = good(store->history(hold.id));
    REQUIRE(history.size() == 2);
    CHECK(history[1].from == State::held);
    CHECK(history[1].to == State::returned);
    CHECK(history[1].reason == change.event.reason);
    CHECK(history[1].details == change.event.details);
    auto unknown = a_change(a_hold());
    unknown.hold.version = 1;
    CHECK_FALSE(good(store->change(unknown)));
    whole_chain(*store);
}

TEST_CASE("store: of changes made at once on one hold each is made or refused", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto hold = put(*store, a_hold());
    std::atomic<int> done = 0, faults = 0;
    at_once(8, [&](int) {
        for (int i = 0; i < 10;) {
            auto read = store->find(hold.id);
            if (!read) {
                ++faults;
                return;
            }
            Change change = a_change(*read.value(), Act::remind);
            ++change.hold.reminders;
            const auto made = store->change(change);
            if (!made) ++faults;
            if (made && made.value()) ++done, ++i;
        }
    });
    CHECK(faults == 0);
    CHECK(done == 80);
    const auto found = good(store->find(hold.id));
    CHECK(found->reminders == 80);
    CHECK(found->version == 81);
    CHECK(good(store->history(hold.id)).size() == 81);
    whole_chain(*store);
}

TEST_CASE("store: a key is used once, whoever asks at the same time", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    std::atomic<int> inserted = 0, refused = 0, faults = 0;
    at_once(8, [&](int) {
        for (int key = 0; key < 10; ++key) {
            auto change = a_change(a_hold());
            change.hold.key = "ann@example.org " + std::to_string(key);
            change.bytes = "x";
            const auto made = store->insert(change);
            ++(!made ? faults : made.value() ? inserted : refused);
        }
    });
    CHECK(faults == 0);
    CHECK(inserted == 10);
    CHECK(refused == 70);
    CHECK(good(store->find_key("ann@example.org 3"))->key == "ann@example.org 3");
    CHECK_FALSE(good(store->find_key("ann@example.org 10")));
    CHECK_FALSE(good(store->find_key("")));
    put(*store, a_hold());
    put(*store, a_hold());  // without a key: many
    CHECK(good(store->count({})) == 12);
    whole_chain(*store);
}

TEST_CASE("store: what fails by itself does not take others of its batch along", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto there = put(*store, a_hold());
    std::atomic<int> inserted = 0, failed = 0;
    at_once(16, [&](int i) {
        for (int n = 0; n < 5; ++n) {
            auto change = a_change(a_hold());
            if (i % 4 == 0) change.hold.id = there.id;  // an id that exists is a fault
            const auto made = store->insert(change);
            if (made && made.value()) ++inserted;
            if (!made && made.error().code == Errc::internal) ++failed;
        }
    });
    CHECK(inserted == 60);
    CHECK(failed == 20);
    CHECK(good(store->count({})) == 61);
    whole_chain(*store);
}

TEST_CASE("store: each hold that is due is claimed once", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    at_once(20, [&](int i) {
        for (int n = 0; n < 10; ++n) put(*store, a_hold(State::ready, 10 * i + n));
    });
    auto later = a_hold(State::ready);
    later.next_attempt = good(store->now()) + std::chrono::hours(1);
    put(*store, later);
    auto embargoed = a_hold(State::ready);
    embargoed.not_before = later.next_attempt;
    put(*store, embargoed);
    put(*store, a_hold(State::held));
    std::mutex mutex;
    std::map<std::string, int> claimed;
    std::atomic<int> faults = 0;
    at_once(4, [&](int node) {
        for (;;) {
            auto some = store->claim("node" + std::to_string(node), std::chrono::seconds(60), 7);
            if (!some) ++faults;
            if (!some || some.value().empty()) return;
            const std::scoped_lock lock(mutex);
            for (const auto& hold : some.value()) {
                ++claimed[hold.id];
                if (hold.state != State::sending || hold.version != 2 ||
                    hold.lease.node != "node" + std::to_string(node))
                    ++faults;
            }
        }
    });
    CHECK(faults == 0);
    CHECK(claimed.size() == 200);
    CHECK(std::ranges::all_of(claimed, [](const auto& one) { return one.second == 1; }));
    CHECK(good(store->count({State::ready})) == 2);
    CHECK(good(store->lapsed(10)).empty());
    const auto one = claimed.begin()->first;
    CHECK(good(store->history(one)).back().act == Act::claim);
    const auto stored = good(store->find(one));
    auto change = a_change(*stored, Act::deliver);
    change.hold.state = State::sent;
    CHECK(good(store->change(change)));
    whole_chain(*store);
}

TEST_CASE("store: a lease ends by the store's clock", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto hold = put(*store, a_hold(State::ready));
    const auto claimed = good(store->claim("a", std::chrono::seconds(0), 10));
    REQUIRE(claimed.size() == 1);
    const auto lapsed = good(store->lapsed(10));
    REQUIRE(lapsed.size() == 1);
    CHECK(lapsed[0] == claimed[0]);
    CHECK(lapsed[0].id == hold.id);
    const auto skew = good(store->now()) - std::chrono::system_clock::now();
    CHECK(std::chrono::abs(skew) < std::chrono::seconds(10));
}

TEST_CASE("store: what has expired and who waits for notices is found", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto now = good(store->now());
    auto late = a_hold();
    late.expires = now - std::chrono::seconds(1);
    auto early = a_hold();
    early.expires = now + std::chrono::hours(1);
    auto ended = a_hold(State::sent);
    ended.expires = late.expires;
    ended.notices = {{.to = "ann@example.org", .kind = "released"}};
    late = put(*store, late);
    put(*store, early);
    ended = put(*store, ended);
    CHECK(good(store->expired(10)) == std::vector{late});
    CHECK(good(store->with_notices(10)) == std::vector{ended});
    auto told = a_change(ended, Act::note);
    told.hold.notices.clear();
    CHECK(good(store->change(told)));
    CHECK(good(store->with_notices(10)).empty());
    whole_chain(*store);
}

TEST_CASE("store: lists have an order, pages and filters", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    std::vector<std::string> ids;
    for (int i = 0; i < 25; ++i) {
        auto hold = a_hold(i % 5 == 0 ? State::returned : State::held, i);
        if (i >= 20) hold.not_before = at(1000 - i);
        if (i == 3) hold.submitter.name = "bob@example.org";
        if (i == 4) hold.alternates = "votes";
        ids.push_back(put(*store, hold).id);
    }
    const auto newest = good(store->list({.order = Order::newest, .limit = 100}));
    REQUIRE(newest.size() == 25);
    for (std::size_t i = 0; i < 25; ++i) CHECK(newest[i].id == ids[24 - i]);
    // Who has an embargo comes last, in the order of the embargoes' ends.
    std::vector<std::string> due;
    for (std::size_t offset = 0; offset < 30; offset += 4)
        for (const auto& hold : good(store->list({.limit = 4, .offset = offset})))
            due.push_back(hold.id);
    REQUIRE(due.size() == 25);
    for (std::size_t i = 0; i < 20; ++i) CHECK(due[i] == ids[i]);
    for (std::size_t i = 20; i < 25; ++i) CHECK(due[i] == ids[44 - i]);
    CHECK(good(store->list({.states = {State::returned}})).size() == 5);
    CHECK(good(store->list({.states = {State::returned, State::sent}, .limit = 3})).size() == 3);
    CHECK(good(store->list({.submitter = "bob@example.org"})).size() == 1);
    CHECK(good(store->list({.states = {State::held}, .alternates = "votes"})).at(0).id == ids[4]);
    CHECK(good(store->count({State::returned, State::held})) == 25);
    CHECK(good(store->count({State::sent})) == 0);
}

TEST_CASE("store: of alternates one wins, for good", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    std::vector<std::string> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(put(*store, a_hold(State::ready)).id);
    std::mutex mutex;
    std::set<std::string> winners;
    at_once(6, [&](int i) {
        const auto winner = store->take_alternates("votes", ids[static_cast<std::size_t>(i)]);
        const std::scoped_lock lock(mutex);
        winners.insert(winner ? winner.value() : winner.error().message);
    });
    REQUIRE(winners.size() == 1);
    CHECK(std::ranges::find(ids, *winners.begin()) != ids.end());
    store.reopen();
    if (store.kind() != Kind::memory)
        CHECK(good(store->take_alternates("votes", make_id())) == *winners.begin());
    CHECK(good(store->history(*winners.begin())).size() == 2);
    CHECK(good(store->take_alternates("other", ids[0])) == ids[0]);
    whole_chain(*store);
}

TEST_CASE("store: settings are shared and on the record", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    CHECK(good(store->setting("freeze")).empty());
    const Event event{.at = at(5), .actor = {.name = "boss@example.org"}, .reason = "leak"};
    good(store->set("freeze", "boss: leak", event));
    good(store->set("freeze", "boss: leak again", event));
    store.reopen();
    CHECK(good(store->setting("freeze")) == "boss: leak again");
    good(store->set("freeze", "", event));
    CHECK(good(store->setting("freeze")).empty());
    good(store->record({.at = at(6), .actor = {.name = "eve"}, .reason = "login"}));
    const auto audit = good(store->audit(1, 10));
    REQUIRE(audit.size() == 4);
    CHECK(audit[3].sequence == 4);
    CHECK(audit[3].text.find("login") != std::string::npos);
    CHECK(good(store->audit(4, 10)).size() == 1);
    CHECK(good(store->audit(2, 2)).size() == 2);
    CHECK(good(store->audit(5, 2)).empty());
    whole_chain(*store);
}

TEST_CASE("store: what ended long ago is dropped, and the chain tells", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto old = put(*store, a_hold(State::sent, 0));
    const auto young = put(*store, a_hold(State::sent, 100));
    const auto open = put(*store, a_hold(State::held, 0));
    at_once(30, [&](int) {
        for (int n = 0; n < 10; ++n) put(*store, a_hold(State::rejected, 1), "x");
    });
    CHECK(good(store->forget(at(50))) == 301);
    CHECK(good(store->forget(at(50))) == 0);
    CHECK_FALSE(good(store->find(old.id)));
    CHECK(store->bytes(old.id, 1).error().code == Errc::not_found);
    CHECK(good(store->history(old.id)).empty());
    CHECK(good(store->find(young.id)));
    CHECK(good(store->find(open.id)));
    whole_chain(*store);
    CHECK(good(store->audit(1, 1000)).size() > 303);
}

TEST_CASE("store: any text is kept", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    auto hold = a_hold();
    hold.subject = std::string("nul \0 and 'quote' \\ :name $1 \n", 30);
    hold.key = std::string("k\0\xff", 3);
    hold.submitter.name = std::string("a\0b", 3);
    hold.addressees[0].reply = "550 5.7.1 caf\xe9";
    auto change = a_change(hold);
    change.event.reason = std::string("r\0", 2);
    REQUIRE(good(store->insert(change)));
    const auto found = good(store->find(hold.id));
    REQUIRE(found);
    CHECK(found->subject == hold.subject);
    CHECK(found->submitter.name == hold.submitter.name);
    CHECK(good(store->find_key(hold.key)));
    CHECK_FALSE(good(store->insert(a_change([&] {
        auto same = hold;
        same.id = make_id();
        return same;
    }()))));
    CHECK(good(store->list({.submitter = hold.submitter.name})).size() == 1);
    whole_chain(*store);
}

TEST_CASE("store: what a sender sent is counted, each sender alone", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const std::string who("bot'\0@example.org", 17);
    const auto count = [&] { return good(store->sent_within(who, std::chrono::hours(1))); };
    CHECK(count() == SentCount{.within = 3600});
    CHECK(store->note_sent(who, {"a@example.net", "b@example.net"}));
    CHECK(store->note_sent(who, {"b@example.net"}));
    CHECK(store->note_sent("other@example.org", {"c@example.net"}));
    CHECK(count() == SentCount{.within = 3600, .messages = 2, .new_recipients = 2});
    store.reopen();
    CHECK(count() == SentCount{.within = 3600, .messages = 2, .new_recipients = 2});
}

TEST_CASE("store: a profile is kept at the version that was read", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    CHECK(good(store->profile("ann@example.org")).version == 0);
    const std::string bytes("a\0b\xff", 4);
    CHECK(good(store->keep_profile("ann@example.org", {bytes, 0})));
    CHECK_FALSE(good(store->keep_profile("ann@example.org", {"other", 0})));
    store.reopen();
    const auto kept = good(store->profile("ann@example.org"));
    CHECK(kept.bytes == bytes);
    CHECK(kept.version == 1);
    CHECK(good(store->profile("ben@example.org")).version == 0);
    CHECK(good(store->keep_profile("ann@example.org", {"newer", 1})));
    CHECK_FALSE(good(store->keep_profile("ann@example.org", {"", 1})));
    CHECK(good(store->profile("ann@example.org")).bytes == "newer");
    CHECK(good(store->keep_profile("ann@example.org", {"", 2})));
    CHECK(good(store->profile("ann@example.org")).version == 0);
}

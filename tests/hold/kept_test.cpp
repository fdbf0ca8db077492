// What a store keeps for those who look into it later: the facts of each draft, policy versions.
#include "hold/audit.h"
#include "stores.h"

using namespace sendguard;
using namespace sendguard::hold;
using namespace sendguard::hold::test;

TEST_CASE("store: the facts of each draft are kept as they were", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const auto first = put(*store, a_hold());
    auto change = a_change(first, Act::resubmit);
    change.hold.draft = 2;
    change.hold.subject = "edited";
    change.bytes = "edited";
    REQUIRE(good(store->change(change)));
    auto later = a_change(*good(store->find(first.id)), Act::clear);
    later.hold.state = State::ready;
    REQUIRE(good(store->change(later)));
    store.reopen();
    CHECK(good(store->draft(first.id, 1)) == first);
    CHECK(good(store->draft(first.id, 2)).subject == "edited");
    CHECK(good(store->draft(first.id, 2)).version == 2);
    CHECK(store->draft(first.id, 3).error().code == Errc::not_found);
    whole_chain(*store);
}

TEST_CASE("store: a policy version is kept once", "[hold][store]") {
    TestStore store(any_kind());
    CAPTURE(store.kind());
    const std::string sources("a\0\xff\n", 4);
    good(store->keep_policy("sha256:1", sources));
    store.reopen();
    good(store->keep_policy("sha256:1", "other"));
    good(store->keep_policy("sha256:1", "other"));
    good(store->keep_policy("sha256:2", ""));
    CHECK(good(store->policy("sha256:1")) == sources);
    CHECK(good(store->policy("sha256:2")).empty());
    CHECK(store->policy("sha256:3").error().code == Errc::not_found);
    CHECK(good(store->audit(1, 10)).size() == 2);
    whole_chain(*store);
}

TEST_CASE("store: a row that says it is due earlier than its record is not released",
          "[hold][store]") {
    TestStore store(GENERATE(Kind::sqlite, Kind::postgresql));
    CAPTURE(store.kind());
    auto hold = a_hold(State::ready);
    hold.not_before = hold.next_attempt = good(store->now()) + std::chrono::hours(1);
    hold = put(*store, hold);
    store.tamper("update holds set due = 1");
    CHECK(good(store->claim("node", std::chrono::seconds(60), 10)).empty());
    const auto report = good(verify_chain(*store, {.stored = true}));
    REQUIRE(report.broken);
    CHECK(report.broken->why.find("'due'") != std::string::npos);
}

TEST_CASE("store: one of an older schema is brought up, and what it has not kept is not there",
          "[hold][store]") {
    TestStore store(GENERATE(Kind::sqlite, Kind::postgresql));
    CAPTURE(store.kind());
    const auto old = put(*store, a_hold());
    store.close();
    store.tamper("alter table bodies drop column record");
    store.tamper("alter table bodies drop column version");
    for (const auto* later : {"policies", "sent", "contacts", "profiles"})
        store.tamper(std::string("drop table ") + later);
    store.tamper("update schema_version set version = 2");
    store.open();
    CHECK(good(store->find(old.id)) == old);
    CHECK(store->draft(old.id, 1).error().code == Errc::not_found);
    CHECK(store->policy("sha256:1").error().code == Errc::not_found);
    const auto young = put(*store, a_hold());
    CHECK(good(store->draft(young.id, 1)) == young);
    good(store->keep_policy("sha256:1", "a"));
    CHECK(good(store->policy("sha256:1")) == "a");
}

TEST_CASE("store: what is kept encrypted is read with its key, and a changed byte is found",
          "[hold][store]") {
    const Folder folder;
    const auto key = folder / "key";
    std::ofstream(key) << std::string(64, 'a') << '\n';
    std::filesystem::permissions(key, std::filesystem::perms::owner_read);
    TestStore store(GENERATE(Kind::sqlite, Kind::postgresql), key.string());
    CAPTURE(store.kind());
    const auto hold = put(*store, a_hold());
    good(store->keep_policy("sha256:1", "the sources"));
    store.reopen();
    CHECK(good(store->draft(hold.id, 1)) == hold);
    CHECK(good(store->policy("sha256:1")) == "the sources");
    whole_chain(*store);
    const auto* change =
        GENERATE("update bodies set encrypted = 0", "update bodies set version = 2",
                 "update bodies set record = 'sealed:AAAA'", "update policies set encrypted = 0",
                 "update policies set sha256 = 'a'", "delete from policies",
                 "update holds set record = 'sealed:AAAA'", "update holds set submitter = 'eve'",
                 "delete from events");
    CAPTURE(change);
    store.tamper(change);
    CHECK(good(verify_chain(*store, {.stored = true})).broken);
}

#include "gate/histories.h"

#include <catch2/catch.hpp>

#include "history/mail.h"
#include "hold/memory_store.h"

using namespace sendguard;
using sendguard::test::day;
using sendguard::test::mail;

namespace {

constexpr std::string_view kAuthor = "author@example.org";

std::shared_ptr<gate::StoredHistories> in_memory(
    std::chrono::hours keep = std::chrono::hours(2400)) {
    return std::make_shared<gate::StoredHistories>(hold::make_memory_store(), keep);
}

}  // namespace

TEST_CASE("histories: what was learned is known, also after it was asked before",
          "[gate][history]") {
    const auto histories = in_memory();
    const auto none = histories->profile(kAuthor);
    REQUIRE(none);
    CHECK(none.value() == nullptr);
    REQUIRE(histories->learn(kAuthor, {mail({"anna@example.org"})}));
    const auto known = histories->profile(kAuthor);
    REQUIRE(known);
    REQUIRE(known.value() != nullptr);
    CHECK(known.value()->sent() == 1);
    CHECK(histories->profile("").value() == nullptr);
}

TEST_CASE("histories: what was not met for long is forgotten at the next mail", "[gate][history]") {
    const auto histories = in_memory(std::chrono::hours(24 * 30));
    REQUIRE(histories->learn(kAuthor, {mail({"anna@example.org"}, "", 1)}));
    REQUIRE(histories->learn(kAuthor, {mail({"ben@example.org"}, "", 60)}));
    const auto known = histories->profile(kAuthor).value();
    CHECK(known->find("anna@example.org") == nullptr);
    CHECK(known->find("ben@example.org") != nullptr);
}

TEST_CASE("histories: one contact is forgotten, or all", "[gate][history]") {
    const auto histories = in_memory();
    CHECK_FALSE(histories->forget(kAuthor, "").value());
    REQUIRE(histories->learn(kAuthor, {mail({"anna@example.org", "ben@example.org"})}));
    CHECK(histories->forget(kAuthor, "anna@example.org").value());
    CHECK_FALSE(histories->forget(kAuthor, "anna@example.org").value());
    CHECK(histories->profile(kAuthor).value()->contacts().size() == 1);
    CHECK(histories->forget(kAuthor, "").value());
    CHECK(histories->profile(kAuthor).value() == nullptr);
}

TEST_CASE("histories: a gate's mails are learned when it ends, each sender's apart",
          "[gate][history]") {
    const Log log(-1);
    const auto histories = in_memory();
    gate::HistoryLearner learner(histories, log);
    for (int i = 1; i <= 5; ++i) learner.note(mail({"anna@example.org"}, "", i));
    auto other = mail({"anna@example.org"});
    other.from = "ben@example.org";
    learner.note(other);
    learner.finish();
    CHECK(histories->profile(kAuthor).value()->sent() == 5);
    CHECK(histories->profile("ben@example.org").value()->sent() == 1);
}

TEST_CASE("histories: a record that cannot be read counts as none, and makes way",
          "[gate][history]") {
    auto store = hold::make_memory_store();
    REQUIRE(store->keep_profile(kAuthor, {"rubbish", 0}));
    gate::StoredHistories histories(std::move(store), std::chrono::hours(2400));
    REQUIRE(histories.profile(kAuthor));
    REQUIRE(histories.learn(kAuthor, {mail({"anna@example.org"})}));
    CHECK(histories.profile(kAuthor).value()->sent() == 1);
}

TEST_CASE("histories: forgetting what is not known leaves nothing behind", "[gate][history]") {
    const auto histories = in_memory();
    CHECK_FALSE(histories->forget(kAuthor, "anna@example.org").value());
    CHECK(histories->profile(kAuthor).value() == nullptr);
}

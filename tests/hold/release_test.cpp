// The release over a store in memory: at each ending of a transaction, and at each point where a
// node may die.
#include "hold/release.h"

#include <catch2/catch.hpp>
#include <new>

#include "hold/memory_store.h"
#include "hold/store.h"

using namespace sendguard;
using namespace sendguard::hold;
using forward::Outcome;

namespace {

constexpr auto kLetter = "From: anna@example.org\r\n\r\nSir, the bridge opens.\r\n";

/// A next hop that answers as it is told.
class Hop : public forward::Forwarder {
  public:
    Outcome outcome = Outcome::sent;
    std::vector<int> codes;        ///< of recipients, in order; 250 for the rest
    bool dies_before_dot = false;  ///< the node ends before the dot
    bool dies_after_dot = false;
    std::vector<std::string> taken;
    std::function<void()> meanwhile;  ///< before the dot
    std::function<void()> at_dot;     ///< after it, before the reply

    Result<forward::Receipt> forward(const forward::Transaction& transaction) override {
        forward::Receipt receipt{.outcome = outcome, .stage = "end of data"};
        for (std::size_t i = 0; i < transaction.recipients.size(); ++i) {
            const int code = i < codes.size() ? codes[i] : 250;
            receipt.recipients.push_back(
                {transaction.recipients[i], {.code = code, .lines = {"so"}}});
        }
        if (dies_before_dot) throw std::runtime_error("the node died");
        if (meanwhile) meanwhile();
        if (const auto may = transaction.before_dot(); !may) {
            receipt.outcome = Outcome::deferred;
            receipt.detail = may.error().message;
            return receipt;
        }
        if (dies_after_dot) throw std::runtime_error("the node died");
        if (at_dot) at_dot();
        if (outcome == Outcome::sent || outcome == Outcome::partly)
            taken.emplace_back(transaction.message);
        receipt.final_reply = {.code = outcome == Outcome::unknown ? 0 : 250, .lines = {"Ok"}};
        return receipt;
    }
};

struct House {
    std::unique_ptr<Store> store = std::move(open_store({.url = "memory:"}).value());
    bool clear = true;
    std::string alternates;  ///< that the drafts handed in from now on name
    Desk desk{*store,
              [this](const Hold&, const std::shared_ptr<const std::string>&, Timestamp) {
                  Judgement out{.digest = "sha256:1", .alternates = alternates};
                  if (!clear) out.missing.push_back({.rule = "house/letters"});
                  return Result<Judgement>(out);
              },
              {}};
    Hop hop;
    Releaser releaser{desk,
                      hop,
                      [](const std::string& bytes) { return bytes; },
                      {.node = "one", .lease = std::chrono::seconds(0)}};

    std::string ready(std::string name = {},
                      std::vector<std::string> recipients = {"minister@mod.example"}) {
        Submission draft{.bytes = std::make_shared<const std::string>(kLetter),
                         .sender = "anna@example.org",
                         .recipients = std::move(recipients),
                         .gate = "smtp",
                         .submitter = {.name = "anna@example.org"}};
        alternates = std::move(name);
        auto hold = desk.submit(draft);
        REQUIRE(hold);
        const auto id = hold.value().id;
        REQUIRE(desk.review(std::move(hold.value()), service_actor("test")));
        return id;
    }
    Hold at(const std::string& id) { return desk.find(id).value(); }
    std::string ready_and_told() {
        const auto id = ready();
        REQUIRE(desk.told(id, at(id).notices));
        return id;
    }
    void round() {
        try {
            const auto done = releaser.round();
            if (!done) WARN(done.error().message);
        } catch (const std::runtime_error&) {
        }
    }
};

}  // namespace

TEST_CASE("release: what is clear leaves once", "[hold][release]") {
    House house;
    const auto id = house.ready();
    house.round();
    house.round();
    CHECK(house.hop.taken == std::vector<std::string>{kLetter});
    CHECK(house.at(id).state == State::sent);
    CHECK(house.at(id).addressees[0].delivery == Delivery::taken);
}

TEST_CASE("release: what was held for weeks is tried for days all the same", "[hold][release]") {
    static Timestamp present;
    present = Timestamp{std::chrono::seconds{1'800'000'000}};
    House house{.store = make_memory_store([] { return present; })};
    const auto id = house.ready();
    present += std::chrono::hours(24 * 14);
    house.hop.outcome = Outcome::deferred;
    house.round();
    CHECK(house.at(id).state == State::ready);
    CHECK(house.at(id).next_attempt == present + wait_after(1));
}

TEST_CASE("release: what is refused for now for five days has failed", "[hold][release]") {
    static Timestamp present;
    present = Timestamp{std::chrono::seconds{1'800'000'000}};
    House house{.store = make_memory_store([] { return present; })};
    const auto id = house.ready();
    house.hop.outcome = Outcome::deferred;
    const auto begun = present;
    for (std::uint32_t attempts = 1; attempts < 200; ++attempts) {
        // Another one each time: for this one the clock would have jumped.
        Releaser releaser{house.desk,
                          house.hop,
                          [](const std::string& bytes) { return bytes; },
                          {.node = "one", .lease = std::chrono::seconds(0)}};
        REQUIRE(releaser.round());
        if (house.at(id).state != State::ready) break;
        present = house.at(id).next_attempt;
    }
    CHECK(house.at(id).state == State::failed);
    CHECK(present - begun >= std::chrono::hours(5 * 24));
    CHECK(present - begun < std::chrono::hours(5 * 24 + 2));
    CHECK(house.hop.taken.empty());
}

TEST_CASE("release: one that breaks off does not keep the others", "[hold][release]") {
    House house;
    const auto first = house.ready(), second = house.ready();
    house.hop.meanwhile = [&] {
        house.hop.meanwhile = {};
        throw std::bad_alloc();
    };
    const auto done = house.releaser.round();
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Errc::unavailable);
    CHECK(house.hop.taken.size() == 1);
    // As if the node had died: its lease, of 0 s, is over, and it is tried again.
    house.round();
    CHECK(house.at(first).state == State::sent);
    CHECK(house.at(second).state == State::sent);
    CHECK(house.hop.taken.size() == 2);
}

TEST_CASE("release: what the policy of now would hold goes back", "[hold][release]") {
    House house;
    const auto id = house.ready();
    house.clear = false;
    house.round();
    CHECK(house.hop.taken.empty());
    CHECK(house.at(id).state == State::held);
}

TEST_CASE("release: a freeze that comes before the dot stops it", "[hold][release]") {
    House house;
    const auto id = house.ready();
    house.hop.meanwhile = [&] {
        REQUIRE(house.desk.freeze(true, {.name = "carl"}, "the minister has resigned"));
    };
    house.round();
    CHECK(house.hop.taken.empty());
    CHECK(house.at(id).state == State::ready);
    CHECK_FALSE(house.releaser.round());
}

TEST_CASE("release: refused for now is tried later, and only for those who lack it",
          "[hold][release]") {
    House house;
    const auto id = house.ready({}, {"a@mod.example", "b@mod.example", "c@mod.example"});
    house.hop.outcome = Outcome::partly;
    house.hop.codes = {250, 450, 550};
    house.round();
    const auto hold = house.at(id);
    CHECK(hold.state == State::ready);
    CHECK(hold.addressees[0].delivery == Delivery::taken);
    CHECK(hold.addressees[1].delivery == Delivery::waiting);
    CHECK(hold.addressees[2].delivery == Delivery::refused);
    CHECK(hold.next_attempt > hold.created + std::chrono::seconds(30));
}

TEST_CASE("release: a refusal for good ends it, and says who lacks it", "[hold][release]") {
    House house;
    const auto id = house.ready({}, {"a@mod.example", "b@mod.example"});
    house.hop.outcome = Outcome::partly;
    house.hop.codes = {250, 550};
    house.round();
    CHECK(house.at(id).state == State::failed);
    CHECK(house.at(id).addressees[1].delivery == Delivery::refused);
}

TEST_CASE("release: no reply after the dot is uncertain, and nothing is sent again",
          "[hold][release]") {
    House house;
    const auto id = house.ready();
    house.hop.outcome = Outcome::unknown;
    house.round();
    CHECK(house.at(id).state == State::uncertain);
    house.hop.outcome = Outcome::sent;
    house.round();
    CHECK(house.hop.taken.empty());
    REQUIRE(house.desk.settle(id, false, {.name = "carl"}, "not in its log"));
    house.round();
    CHECK(house.hop.taken.size() == 1);
    CHECK(house.at(id).state == State::sent);
}

TEST_CASE("release: a node that dies before the dot lets another send it", "[hold][release]") {
    House house;
    const auto id = house.ready();
    house.hop.dies_before_dot = true;
    house.round();
    CHECK(house.at(id).state == State::sending);
    house.hop.dies_before_dot = false;
    house.round();
    house.round();
    CHECK(house.at(id).state == State::sent);
    CHECK(house.hop.taken.size() == 1);
}

TEST_CASE("release: a node that dies after the dot leaves it to a person", "[hold][release]") {
    House house;
    const auto id = house.ready();
    house.hop.dies_after_dot = true;
    house.round();
    house.hop.dies_after_dot = false;
    house.round();
    house.round();
    CHECK(house.at(id).state == State::uncertain);
    CHECK(house.hop.taken.empty());
}

TEST_CASE("release: of alternates one leaves, and the others are void for good",
          "[hold][release]") {
    House house;
    const auto a = house.ready("election"), b = house.ready("election");
    house.round();
    house.round();
    CHECK(house.hop.taken.size() == 1);
    const auto left = house.at(a).state == State::sent ? a : b;
    CHECK(house.at(left == a ? b : a).state == State::voided);
}

TEST_CASE("desk: sign-offs are bound to the text that was shown", "[hold][desk]") {
    House house;
    house.clear = false;
    const auto id = house.ready();
    const Approval stale{.person = "ben@example.org", .as = "principals", .digest = "sha256:0"};
    const auto refused = house.desk.approve(id, stale, {.name = "ben@example.org"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::denied);
    const Approval robot{.person = "bot@example.org", .as = "principals", .digest = "sha256:1"};
    CHECK_FALSE(house.desk.approve(id, robot, {.name = "bot@example.org", .kind = "agent"}));
    CHECK(house.at(id).approvals.empty());
}

TEST_CASE("release: who tells of a hold while it is sent does not take it from its node",
          "[hold][release]") {
    House house;
    const auto id = house.ready();
    const auto tell = [&] { REQUIRE(house.desk.told(id, house.at(id).notices)); };
    house.hop.meanwhile = tell;
    house.hop.at_dot = tell;
    house.round();
    CHECK(house.hop.taken.size() == 1);
    CHECK(house.at(id).state == State::sent);
    CHECK(house.at(id).notices ==
          std::vector<Notice>{{.to = "anna@example.org", .kind = "released"}});
    house.round();
    CHECK(house.hop.taken.size() == 1);
}

TEST_CASE("release: another node's claim is not taken for one's own", "[hold][release]") {
    House house;
    const auto id = house.ready_and_told();
    house.hop.meanwhile = [&] {
        // Its lease, of 0 s, is over: another node puts it right, and takes it.
        Hop other_hop;
        Releaser other{house.desk,
                       other_hop,
                       [](const std::string& bytes) { return bytes; },
                       {.node = "two", .lease = std::chrono::seconds(60)}};
        REQUIRE(other.round());
        CHECK(other_hop.taken.size() == 1);
    };
    house.round();
    CHECK(house.hop.taken.empty());
    CHECK(house.at(id).state == State::sent);
}

TEST_CASE("release: the lease begins anew at the dot", "[hold][release]") {
    House house;
    const auto id = house.ready_and_told();
    house.hop.at_dot = [&] {
        const auto hold = house.at(id);
        CHECK(hold.lease.at_dot);
        CHECK(hold.lease.until >= hold.changed);
    };
    house.round();
    CHECK(house.at(id).lease == Lease{});
}

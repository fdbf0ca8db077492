#include "policy/service.h"

#include "policy/memory_source.h"

using namespace sendguard;
using sendguard::test::faults_of;
using sendguard::test::load;
using sendguard::test::load_house;

TEST_CASE("service: listeners, limits and texts are read", "[policy][service]") {
    const auto loaded = load_house(
        "service:\n"
        "  next_hop: {url: \"smtp://127.0.0.1:2525\", tls: none, connections: 7, keep: 5s}\n"
        "  networks: [127.0.0.0/8, \"::1\"]\n"
        "  tls: {certificate: c.pem, key: k.pem}\n"
        "  mode: observe\n"
        "  limits: {message_size: 10MB, idle: 2m, errors: 5}\n"
        "  texts: {missing: \"Es fehlt: {approvers}\"}\n"
        "  listeners:\n"
        "    - {name: filter, role: proxy, listen: 127.0.0.1:10025, xforward: 127.0.0.1}\n"
        "    - {name: agents, role: submission, listen: \"unix:s.sock\", tls: required,\n"
        "       users: u.txt, kind: agent, mode: enforce, socket_mode: \"0600\"}\n");
    INFO(faults_of(loaded));
    REQUIRE(loaded.policy != nullptr);
    const auto& service = loaded.policy->service;
    REQUIRE(service.listeners.size() == 2);
    CHECK(service.listeners[0].role == policy::ListenerRole::proxy);
    CHECK(contains(service.listeners[0].xforward, *parse_ip("127.0.0.1")));
    CHECK_FALSE(contains(service.listeners[0].xforward, *parse_ip("127.0.0.2")));
    CHECK(service.listeners[1].kind == policy::SenderKind::agent);
    CHECK(service.listeners[1].socket_mode == 0600);
    CHECK(service.listeners[1].mode == policy::Mode::enforce);
    CHECK(service.next_hop->connections == 7);
    CHECK(service.mode == policy::Mode::observe);
    CHECK(service.limits.message_bytes == 10'000'000);
    CHECK(service.limits.idle == std::chrono::minutes(2));
    CHECK(service.texts.missing == "Es fehlt: {approvers}");
}

TEST_CASE("service: a store's lengths of time", "[policy][service]") {
    const auto usual = load_house("service:\n  store: \"sqlite:x.db\"\n");
    REQUIRE(usual.policy != nullptr);
    CHECK(usual.policy->service.store.lease == std::chrono::minutes(10));
    const auto loaded = load_house("service:\n  store: {url: \"sqlite:x.db\", lease: 90s}\n");
    INFO(faults_of(loaded));
    REQUIRE(loaded.policy != nullptr);
    CHECK(loaded.policy->service.store.lease == std::chrono::seconds(90));
    CHECK(load_house("service:\n  store: {url: \"sqlite:x.db\", lease: 0s}\n").policy == nullptr);
}

TEST_CASE("service: every fault is told at its place", "[policy][service]") {
    const auto loaded = load_house(
        "service:\n"
        "  networks: [10.0.0.1/8]\n"
        "  limits: {idle: soon, message_size: 900MB}\n"
        "  texts: {finding: \"{rool}\"}\n"
        "  listeners:\n"
        "    - {name: a, role: proxi, listen: 127.0.0.1:25}\n"
        "    - {name: b, role: proxy, listen: localhost:25}\n"
        "    - {name: c, role: relay, listen: 127.0.0.1:26, tls: required}\n"
        "    - {name: d, role: submission, listen: 127.0.0.1:27}\n"
        "    - {name: d, role: relay, listen: 127.0.0.1:28, socket_mode: 660}\n");
    const auto faults = "\n" + faults_of(loaded);
    INFO(faults);
    CHECK(loaded.policy == nullptr);
    for (const auto* said : {"5:", "6:", "7:", "9:", "10:", "11:", "12:", "13:"})
        CHECK(faults.find("\n" + std::string(said)) != std::string::npos);
    CHECK(faults.find("did you mean \"proxy\"") != std::string::npos);
}

TEST_CASE("service: a history stands in the store's database or in one of its own",
          "[policy][service]") {
    const auto shared =
        load_house("service:\n  history: true\n  store: {url: \"sqlite:x.db\", key_file: k}\n");
    INFO(faults_of(shared));
    REQUIRE(shared.policy != nullptr);
    CHECK(shared.policy->service.history.url == shared.policy->service.store.url);
    CHECK(shared.policy->service.history.key_file == shared.policy->service.store.key_file);
    const auto own = load_house("service:\n  history: {store: \"sqlite:h.db\", keep: 90d}\n");
    INFO(faults_of(own));
    REQUIRE(own.policy != nullptr);
    CHECK(own.policy->service.history.url.ends_with("h.db"));
    CHECK(own.policy->service.history.keep == std::chrono::hours(90 * 24));
    CHECK(own.policy->service.store.url.empty());
    const auto none = load_house("service:\n  history: false\n");
    REQUIRE(none.policy != nullptr);
    CHECK(none.policy->service.history.url.empty());
    CHECK(load_house("service:\n  history: true\n").policy == nullptr);
    CHECK(load_house("service:\n  history: {key_file: k}\n  store: \"sqlite:x.db\"\n").policy ==
          nullptr);
}

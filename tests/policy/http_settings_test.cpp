#include "policy/memory_source.h"
#include "policy/service.h"

using namespace sendguard;
using sendguard::test::faults_of;
using sendguard::test::load_house;

TEST_CASE("http: its settings are read", "[policy][http]") {
    const auto loaded = load_house(
        "service:\n"
        "  store: \"sqlite:x.db\"\n"
        "  http: {listen: \"0.0.0.0:8025\", users: u, tokens: t, page: true, proxy: {networks: "
        "[10.0.0.0/8], user_header: Remote-User, address_header: X-Forwarded-For}}\n");
    INFO(faults_of(loaded));
    REQUIRE(loaded.policy != nullptr);
    const auto& http = loaded.policy->service.http;
    CHECK(http.listen == "0.0.0.0:8025");
    CHECK(http.page);
    CHECK(http.proxy.user_header == "Remote-User");
    CHECK(contains(http.proxy.networks, *parse_ip("10.1.2.3")));
}

TEST_CASE("http: what would be open, or of no use, is a fault", "[policy][http]") {
    const auto fault_of = [](const std::string& http) {
        return faults_of(load_house("service:\n  store: \"sqlite:x.db\"\n  http: " + http + "\n"));
    };
    CHECK(fault_of("{listen: \"0.0.0.0:8025\", tokens: t}").find("in the clear") !=
          std::string::npos);
    CHECK(fault_of("{listen: \"127.0.0.1:8025\"}").find("nobody could use it") !=
          std::string::npos);
    CHECK(fault_of("{listen: \"127.0.0.1:8025\", tokens: t, page: true}").find("needs users") !=
          std::string::npos);
    CHECK(fault_of("{listen: \"127.0.0.1:8025\", tokens: t, tls: true}").find("service.tls") !=
          std::string::npos);
    CHECK(fault_of("{listen: \"127.0.0.1:8025\", proxy: {networks: [10.0.0.1], user_header: "
                   "\"Remote User\"}}")
              .find("header field") != std::string::npos);
    CHECK(fault_of("{listen: \"127.0.0.1:8025\", tokens: t, pages: true}").find("page") !=
          std::string::npos);
    const auto no_store =
        faults_of(load_house("service:\n  http: {listen: \"127.0.0.1:8025\", users: u, page: "
                             "true}\n"));
    CHECK(no_store.find("store") != std::string::npos);
}

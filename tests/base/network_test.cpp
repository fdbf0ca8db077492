#include "base/network.h"

#include <catch2/catch.hpp>

using namespace sendguard;

TEST_CASE("network: IPv4, IPv6 and mapped addresses", "[base][network]") {
    const auto network = parse_network("192.0.2.0/25");
    REQUIRE(network);
    CHECK(network->contains(*parse_ip("192.0.2.127")));
    CHECK(network->contains(*parse_ip("::ffff:192.0.2.1")));
    CHECK_FALSE(network->contains(*parse_ip("192.0.2.128")));
    CHECK(parse_network("2001:db8::/33")->contains(*parse_ip("2001:db8:7fff::1")));
    CHECK_FALSE(parse_network("2001:db8::/33")->contains(*parse_ip("2001:db8:8000::1")));
    CHECK(parse_network("0.0.0.0/0")->contains(*parse_ip("203.0.113.9")));
    CHECK_FALSE(parse_network("0.0.0.0/0")->contains(*parse_ip("2001:db8::1")));
    CHECK(network_text(*network) == "192.0.2.0/25");
    CHECK(is_loopback(*parse_ip("127.8.0.1")));
    CHECK(is_loopback(*parse_ip("::1")));
}

TEST_CASE("network: what is none is refused", "[base][network]") {
    for (const auto* text : {"", "192.0.2.1/24", "192.0.2.0/33", "192.0.2/24", "::/129",
                             "a.example", "192.0.2.0/", "192.0.2.0/2x"}) {
        INFO(text);
        CHECK_FALSE(parse_network(text));
    }
}

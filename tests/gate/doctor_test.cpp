#include "gate/doctor.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace sendguard;
using namespace sendguard::gate;

namespace {

/// A set-up in which nothing passes by: proxy filter at 10025, re-entry at 10026.
struct House {
    std::string parameters = "smtpd_proxy_filter = 127.0.0.1:10025\n";
    std::string services =
        "smtp inet n - n - - smtpd\n"
        "127.0.0.1:10026 inet n - n - - smtpd -o smtpd_proxy_filter=\n"
        "pickup unix n - n 60 1 pickup -o content_filter=smtp:[127.0.0.1]:10025\n"
        "cleanup unix n - n - 0 cleanup\n"
        "smtp unix - - n - - smtp\n";
    std::string overrides =
        "127.0.0.1:10026/inet/smtpd_proxy_filter =\n"
        "127.0.0.1:10026/inet/mynetworks = 127.0.0.0/8\n"
        "127.0.0.1:10026/inet/smtpd_relay_restrictions = permit_mynetworks,reject\n"
        "pickup/unix/content_filter = smtp:[127.0.0.1]:10025\n";
    policy::Service service;
    DoctorFacts facts;

    House() {
        policy::Listener filter;
        filter.name = "filter";
        filter.listen = "127.0.0.1:10025";
        service.listeners.push_back(filter);
        service.next_hop = policy::NextHop{};
        service.next_hop->url = "smtp://127.0.0.1:10026";
        service.next_hop->tls = "none";
    }
    /// The same house with a milter in place of the proxy filter.
    void use_milter(const std::string& list = "unix:/run/send-guard/milter.sock") {
        service.milter.listen = "unix:/run/send-guard/milter.sock";
        parameters = "smtpd_milters = " + list + "\nnon_smtpd_milters = " + list + "\n";
        services =
            "smtp inet n - n - - smtpd\npickup unix n - n 60 1 pickup\n"
            "cleanup unix n - n - 0 cleanup\n";
        overrides.clear();
    }
    Diagnosis diagnosis() const {
        const auto setup = read_postfix({parameters, services, overrides});
        REQUIRE(setup.has_value());
        return diagnose(&setup.value(), service, facts);
    }
    /// "second-port, local-mail": the doors, in order, without "doctor/".
    std::string doors() const {
        std::string out;
        for (const auto& one : diagnosis().findings) {
            if (one.door) out += (out.empty() ? "" : ", ") + one.id.substr(7);
        }
        return out;
    }
};

const DoctorFinding& finding(const Diagnosis& diagnosis, const std::string& id) {
    const auto found = std::ranges::find(diagnosis.findings, "doctor/" + id, &DoctorFinding::id);
    REQUIRE(found != diagnosis.findings.end());
    return *found;
}

}  // namespace

TEST_CASE("doctor: closed set-ups have no finding, and say what was looked at", "[gate][doctor]") {
    House proxy;
    CHECK(proxy.diagnosis().findings.empty());
    CHECK(proxy.diagnosis().looked.size() >= 3);
    House milter;
    milter.use_milter();
    CHECK(milter.diagnosis().findings.empty());
}

TEST_CASE("doctor: local mail is a door unless a filter, a milter or nobody stands there",
          "[gate][doctor]") {
    House house;
    house.overrides.erase(house.overrides.find("pickup/"));
    CHECK(house.doors() == "local-mail");
    CHECK(finding(house.diagnosis(), "local-mail")
              .instead.find("content_filter=smtp:[127.0.0.1]:10025") != std::string::npos);
    house.parameters += "authorized_submit_users = root\n";
    CHECK(house.doors().empty());
    house.parameters += "authorized_submit_users = !www-data, static:all\n";
    CHECK(house.doors() == "local-mail");
    // non_smtpd_milters is cleanup's: set at pickup it does nothing.
    House milter;
    milter.use_milter();
    milter.parameters += "non_smtpd_milters =\n";
    milter.overrides = "pickup/unix/non_smtpd_milters = unix:/run/send-guard/milter.sock\n";
    CHECK(milter.doors() == "local-mail");
}

TEST_CASE("doctor: every other way in is a door", "[gate][doctor]") {
    House house;
    const auto* line = GENERATE("submission inet n - n - - smtpd", "smtps inet n - n - - smtpd",
                                "0.0.0.0:2525 inet n - n - - smtpd", "in unix n - n - - smtpd");
    house.services += std::string(line) + "\n";
    house.parameters.clear();
    house.overrides += "smtp/inet/smtpd_proxy_filter = inet:localhost:10025\n";
    CHECK(house.doors() == "second-port");
    CHECK(finding(house.diagnosis(), "second-port").where ==
          "master.cf: " + std::string(line).substr(0, std::string(line).find(" n")));
}

TEST_CASE("doctor: a port for the house's own domains only is none", "[gate][doctor]") {
    House house;
    house.services += "192.0.2.1:smtp inet n - n - - smtpd\n";
    house.overrides +=
        "192.0.2.1:smtp/inet/smtpd_proxy_filter =\n"
        "192.0.2.1:smtp/inet/smtpd_relay_restrictions = reject_unauth_destination\n";
    CHECK(house.doors().empty());
}

TEST_CASE("doctor: an emptied setting and a filter of others are told apart", "[gate][doctor]") {
    House house;
    house.services += "submission inet n - n - - smtpd\n";
    const auto before = house.overrides;
    house.overrides = before + "submission/inet/smtpd_proxy_filter =\n";
    CHECK(house.doors() == "emptied-override");
    house.overrides = before + "submission/inet/smtpd_proxy_filter = 127.0.0.1:10099\n";
    CHECK(house.doors() == "other-endpoint");
}

TEST_CASE("doctor: a milter that may be left out is a door", "[gate][doctor]") {
    House house;
    house.use_milter();
    const auto plain = house.parameters;
    house.parameters = plain + "milter_default_action = accept\n";
    CHECK(house.doors() == "milter-accepts, milter-accepts");  // smtpd and pickup
    house.parameters = plain;
    house.overrides = "smtp/inet/milter_default_action = accept\n";
    CHECK(house.doors() == "milter-accepts");
    CHECK(finding(house.diagnosis(), "milter-accepts").where ==
          "master.cf: smtp inet: -o milter_default_action");
    house.overrides.clear();
    house.use_milter("{ unix:/run/send-guard/milter.sock, default_action = accept }");
    CHECK(house.doors() == "milter-accepts, milter-accepts");
    house.use_milter("inet:127.0.0.1:8891, {unix:/run/send-guard/milter.sock}");
    house.overrides = "smtp/inet/receive_override_options = no_milters\n";
    CHECK(house.doors() == "milters-off");
}

TEST_CASE("doctor: clients that a table spares the milter are a door", "[gate][doctor]") {
    House house;
    house.use_milter();
    house.parameters += "smtpd_milter_maps = cidr:/etc/postfix/milters\n";
    CHECK(house.doors() == "milter-exempt");  // not readable: it may be
    house.facts.tables["/etc/postfix/milters"] = "192.0.2.0/24 DISABLE\n";
    CHECK(house.doors() == "milter-exempt");
    house.facts.tables["/etc/postfix/milters"] = "192.0.2.0/24 unix:/run/send-guard/milter.sock\n";
    CHECK(house.doors().empty());
}

TEST_CASE("doctor: the way back from send-guard is open to nobody else", "[gate][doctor]") {
    House house;
    const std::string at = "127.0.0.1:10026";
    const auto move_to = [&](const std::string& name) {
        for (auto* text : {&house.services, &house.overrides}) {
            for (auto i = text->find(at + " inet"); i != std::string::npos;
                 i = text->find(at + " inet"))
                text->replace(i, at.size(), name);
            for (auto i = text->find(at + "/"); i != std::string::npos; i = text->find(at + "/"))
                text->replace(i, at.size(), name);
        }
    };
    SECTION("on all addresses") {
        move_to("10026");
        CHECK(house.doors() == "next-hop-reachable");
        house.overrides += "10026/inet/mynetworks = 127.0.0.0/8, 10.0.0.0/8\n";
        CHECK(house.doors() == "next-hop-reachable, next-hop-open");
        house.parameters += "inet_interfaces = loopback-only\n";
        CHECK(house.doors().empty());
    }
    SECTION("for everybody") {
        house.overrides += at + "/inet/smtpd_relay_restrictions = permit\n";
        CHECK(house.doors() == "next-hop-open");
        house.overrides += at + "/inet/smtpd_client_restrictions = permit_mynetworks,reject\n";
        CHECK(house.doors().empty());
    }
    SECTION("claims") {
        house.overrides += at + "/inet/smtpd_authorized_xforward_hosts = 0.0.0.0/0\n";
        house.overrides += "smtp/inet/smtpd_authorized_xclient_hosts = 10.0.0.0/8\n";
        CHECK(house.doors() == "xclient-wide, xforward-wide");
    }
    SECTION("as tried") {
        house.facts.next_hop.push_back({"192.0.2.2:10026", Reach::answers, true, "250 2.1.5 Ok"});
        CHECK(house.doors() == "next-hop-open");
        house.facts.next_hop[0].taken = false;
        CHECK(house.doors().empty());
    }
}

TEST_CASE("doctor: networks that the policy does not name are strangers", "[gate][doctor]") {
    House house;
    const auto* networks = GENERATE("0.0.0.0/0", "127.0.0.0/8, [2001:db8::]/32", "198.51.100.0/24");
    house.parameters += std::string("mynetworks = ") + networks + "\n";
    CHECK(house.doors() == "networks-wide");
    house.parameters += "mynetworks = 127.0.0.0/8 10.1.0.0/16 [::1]/128 198.51.100.7\n";
    CHECK(house.doors().empty());
    house.parameters += "mynetworks = 198.51.100.0/24\n";
    house.service.networks.push_back(*parse_network("198.51.100.0/24"));
    CHECK(house.doors().empty());
}

TEST_CASE("doctor: FILTER outweighs a content_filter, not a proxy filter", "[gate][doctor]") {
    House house;
    house.parameters += "smtpd_recipient_restrictions = check_sender_access hash:/etc/postfix/a\n";
    house.facts.tables["/etc/postfix/a"] = "vip@example.org FILTER smtp:[192.0.2.9]\n";
    CHECK(house.doors() == "filter-action");  // of pickup's mail
    house.overrides.erase(house.overrides.find("pickup/"));
    house.parameters += "authorized_submit_users =\n";
    CHECK(house.doors().empty());
}

TEST_CASE("doctor: an address at which nobody listens is told", "[gate][doctor]") {
    House house;
    house.facts.endpoints["127.0.0.1:10025"] = Reach::refused;
    CHECK(house.doors() == "nobody-listens, nobody-listens");  // smtpd and pickup
    house.facts.endpoints["127.0.0.1:10025"] = Reach::unknown;
    CHECK(house.doors().empty());
}

TEST_CASE("doctor: send-guard's own settings are looked at", "[gate][doctor]") {
    House house;
    auto& listener = house.service.listeners[0];
    SECTION("observe") {
        house.service.mode = policy::Mode::observe;
        CHECK(house.doors() == "observe");
    }
    SECTION("one listener observes") {
        listener.mode = policy::Mode::observe;
        CHECK(house.doors() == "observe");
    }
    SECTION("networks") {
        listener.networks.push_back(*parse_network("0.0.0.0/0"));
        CHECK(house.doors() == "listener-networks");
    }
    SECTION("a users file") {
        listener.users = "/etc/send-guard/users";
        house.facts.files[listener.users] = {true, 0644};
        CHECK(house.doors() == "users-file");
        house.facts.files[listener.users] = {true, 0640};
        CHECK(house.doors().empty());
    }
    SECTION("the next hop's certificate") {
        house.service.next_hop->url = "smtp://relay.example:587";
        house.service.next_hop->tls = "opportunistic";
        CHECK(house.doors().find("next-hop-tls") != std::string::npos);
    }
}

TEST_CASE("doctor: a chrooted smtpd sees UNIX paths below the queue", "[gate][doctor]") {
    const auto setup = read_postfix({"queue_directory = /var/spool/postfix\n",
                                     "a inet n - y - - smtpd\nb inet n - n - - smtpd\n", ""});
    REQUIRE(setup.has_value());
    const auto& all = setup.value().services;
    CHECK(endpoint_text(setup.value(), all[0], "unix:/sg/m.sock") ==
          "unix:/var/spool/postfix/sg/m.sock");
    CHECK(endpoint_text(setup.value(), all[1], "unix:/var/run/m.sock") == "unix:/run/m.sock");
    CHECK(endpoint_text(setup.value(), all[1], "unix:sg/m.sock") ==
          "unix:/var/spool/postfix/sg/m.sock");
    CHECK_FALSE(read_postfix({"", "no services", ""}).has_value());
}

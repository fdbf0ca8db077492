#include "history/habits.h"

#include <catch2/catch.hpp>

#include "history/mail.h"

using namespace sendguard;
using namespace sendguard::history;
using sendguard::test::mail;

namespace {

Profile written_to(const std::string& address, int times) {
    Profile profile;
    for (int i = 0; i < times; ++i) profile.learn_sent(mail({address}));
    return profile;
}

std::optional<Likeness> likeness(const std::string& known, std::string_view address) {
    const auto profile = written_to(known, 5);
    const auto found = lookalike(profile, address);
    return found ? std::optional(found->likeness) : std::nullopt;
}

}  // namespace

TEST_CASE("habits: a slip of the hand makes a look-alike", "[history]") {
    CHECK(likeness("anna@example.org", "anna@exmaple.org") == Likeness::domain);
    CHECK(likeness("anna@example.org", "info@exampl.org") == Likeness::domain);
    CHECK(likeness("anna@example.org", "anna@example.or") == Likeness::domain);
    CHECK(likeness("anna.berg@example.org", "ana.berg@example.org") == Likeness::address);
    CHECK(likeness("anna.berg@example.org", "anna.berg@webmail.example") == Likeness::person);
    CHECK_FALSE(likeness("anna.berg@example.org", "anna.berg@example.org"));
    CHECK_FALSE(likeness("info@example.org", "info@webmail.example"));
    CHECK_FALSE(likeness("ben@example.org", "bea@example.org"));  // too short to tell
    CHECK_FALSE(likeness("anna.berg@example.org", "cleo.marsh@example.org"));
}

TEST_CASE("habits: a domain that mail goes to is no slip", "[history]") {
    auto profile = written_to("anna@example.org", 5);
    profile.learn_sent(mail({"ben@examples.org"}));
    CHECK_FALSE(lookalike(profile, "cleo@examples.org"));
}

TEST_CASE("habits: one slip is one letter more, less, other, or two changed about", "[history]") {
    CHECK(is_one_slip("harbour", "harbor"));
    CHECK(is_one_slip("harbor", "harbour"));
    CHECK(is_one_slip("harbour", "harvour"));
    CHECK(is_one_slip("harbour", "harobur"));
    CHECK_FALSE(is_one_slip("harbour", "harbour"));
    CHECK_FALSE(is_one_slip("harbour", "harb"));
    CHECK_FALSE(is_one_slip("harbour", "ahrobur"));
    CHECK(is_one_slip("", "a"));
}

TEST_CASE("habits: who stood beside all of them each time is missing", "[history]") {
    Profile profile;
    for (int i = 0; i < 20; ++i)
        profile.learn_sent(mail({"ben@example.org", "cleo@example.org", "dan@example.org"}));
    const auto found = missing_usual(profile, mail({"ben@example.org", "cleo@example.org"}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].contact->address == "dan@example.org");
    CHECK(found[0].times == 20);
    CHECK(found[0].of == 20);
    CHECK(missing_usual(profile, mail({"ben@example.org"})).empty());
    CHECK(missing_usual(profile, mail({"ben@example.org", "cleo@example.org", "dan@example.org"}))
              .empty());
    for (int i = 0; i < 5; ++i) profile.learn_sent(mail({"ben@example.org", "eve@example.org"}));
    CHECK(missing_usual(profile, mail({"ben@example.org", "cleo@example.org"})).empty());
}

TEST_CASE("habits: an answer to somebody who wrote is no first time", "[history]") {
    auto profile = written_to("anna@example.org", 5);
    profile.learn_received({.from = "ben@example.net", .recipients = {}, .text = {}, .at = {}});
    CHECK_FALSE(is_first_time(profile, "anna@example.org"));
    CHECK_FALSE(is_first_time(profile, "ben@example.net"));
    CHECK(is_first_time(profile, "cleo@example.net"));
}

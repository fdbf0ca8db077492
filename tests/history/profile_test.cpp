#include "history/profile.h"

#include <catch2/catch.hpp>

#include "history/mail.h"

using namespace sendguard;
using namespace sendguard::history;
using sendguard::test::day;
using sendguard::test::mail;

TEST_CASE("profile: counts whom a mail went to, alone and together", "[history]") {
    Profile profile;
    profile.learn_sent(mail({"anna@example.org", "ben@example.org"}));
    profile.learn_sent(mail({"anna@example.org"}, "", 2));
    CHECK(profile.sent() == 2);
    const auto* anna = profile.find("anna@example.org");
    const auto* ben = profile.find("ben@example.org");
    REQUIRE(anna != nullptr);
    REQUIRE(ben != nullptr);
    CHECK(anna->sent == 2);
    CHECK(anna->written == day(2));
    CHECK(ben->written == day(1));
    CHECK(profile.together(*anna, *ben) == 1);
    CHECK(profile.together(*ben, *anna) == 1);
    CHECK(profile.exactly(group_hash("anna@example.org") + group_hash("ben@example.org")) == 1);
    CHECK(profile.find("cleo@example.org") == nullptr);
}

TEST_CASE("profile: who wrote is known, and was not written to", "[history]") {
    Profile profile;
    profile.learn_received(
        {.from = "anna@example.org", .recipients = {}, .text = "x", .at = day(1)});
    REQUIRE(profile.find("anna@example.org") != nullptr);
    CHECK(profile.find("anna@example.org")->received == 1);
    CHECK(profile.find("anna@example.org")->sent == 0);
    CHECK(profile.sent() == 0);
}

TEST_CASE("profile: is the same after it was stored", "[history]") {
    Profile profile;
    for (int i = 1; i < 20; ++i)
        profile.learn_sent(mail({"anna@example.org", "ben@example.org"}, "harbour budget", i));
    profile.learn_received(
        {.from = "cleo@example.org", .recipients = {}, .text = "choir", .at = day(3)});
    const auto bytes = profile.encode();
    const auto read = Profile::decode(bytes);
    REQUIRE(read);
    CHECK(read.value().encode() == bytes);
    CHECK(read.value().find("anna@example.org")->terms == profile.find("anna@example.org")->terms);
    CHECK(read.value().mails() == 20);
    CHECK(read.value().mails_with(terms_of("choir").front().hash) == 1);
}

TEST_CASE("profile: bytes that are cut or changed are refused, whichever", "[history]") {
    Profile profile;
    profile.learn_sent(mail({"anna@example.org", "ben@example.org"}, "harbour budget"));
    const auto bytes = profile.encode();
    for (std::size_t i = 0; i < bytes.size(); ++i) CHECK_FALSE(Profile::decode(bytes.substr(0, i)));
    CHECK_FALSE(Profile::decode(bytes + "x"));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto other = bytes;
        other[i] = static_cast<char>(other[i] ^ 0x80);
        (void)Profile::decode(other);  // an error or another profile; no crash
    }
}

TEST_CASE("profile: a contact that is forgotten leaves nothing behind", "[history]") {
    Profile profile;
    profile.learn_sent(mail({"anna@example.org", "ben@example.org", "cleo@example.org"}));
    CHECK(profile.forget("ben@example.org"));
    CHECK_FALSE(profile.forget("ben@example.org"));
    CHECK(profile.find("ben@example.org") == nullptr);
    CHECK(profile.encode().find("ben@") == std::string::npos);
    CHECK(profile.together(*profile.find("anna@example.org"), *profile.find("cleo@example.org")) ==
          1);
    profile.learn_sent(mail({"dan@example.org"}, "", 9));
    CHECK(profile.forget_before(day(5)) == 2);
    CHECK(profile.contacts().size() == 1);
}

TEST_CASE("profile: a contact's words are bounded, and those often said stay", "[history]") {
    Profile profile;
    for (int i = 0; i < 40; ++i) {
        std::string text = "harbour";
        for (int k = 0; k < 40; ++k) text += " word" + std::to_string(i * 40 + k);
        profile.learn_sent(mail({"anna@example.org"}, text));
    }
    const auto& terms = profile.find("anna@example.org")->terms;
    CHECK(terms.size() <= kMaxContactTerms + kMaxContactTerms / 3);
    const auto harbour = terms_of("harbour").front().hash;
    CHECK(std::ranges::find(terms, harbour, &Term::hash) != terms.end());
}

TEST_CASE("profile: one mail to very many teaches nothing, and drives nobody out", "[history]") {
    Profile profile;
    profile.learn_sent(mail({"anna@example.org"}));
    std::vector<std::string> list;
    for (std::size_t i = 0; i <= kMaxTogether; ++i)
        list.push_back("reader" + std::to_string(i) + "@example.net");
    profile.learn_sent(mail(list));
    CHECK(profile.contacts().size() == 1);
    CHECK(profile.sent() == 1);
}

TEST_CASE("profile: over the bound those who were met least go, and the longest ago first",
          "[history]") {
    Profile profile;
    for (int i = 0; i < 5; ++i) profile.learn_sent(mail({"anna@example.org", "ben@example.org"}));
    std::size_t number = 0;
    for (int at = 2; number <= kMaxContacts; ++at) {
        std::vector<std::string> some;
        for (int i = 0; i < 50; ++i)
            some.push_back("once" + std::to_string(number++) + "@example.net");
        profile.learn_sent(mail(some, "", at));
        REQUIRE(profile.contacts().size() <= kMaxContacts);
    }
    CHECK(profile.find("anna@example.org") != nullptr);
    CHECK(profile.together(*profile.find("anna@example.org"), *profile.find("ben@example.org")) ==
          5);
    CHECK(profile.find("once0@example.net") == nullptr);
    CHECK(profile.find("once" + std::to_string(number - 1) + "@example.net") != nullptr);
}

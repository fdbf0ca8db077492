#include "history/rank.h"

#include <catch2/catch.hpp>

#include "history/mail.h"

using namespace sendguard;
using namespace sendguard::history;
using sendguard::test::mail;

namespace {

/// Ben, Cleo and Anna Berg about the harbour, Anna Lund about a choir.
Profile a_history() {
    Profile profile;
    for (int i = 1; i <= 30; ++i)
        profile.learn_sent(mail({"ben@example.org", "cleo@example.org", "anna.berg@example.org"},
                                "The harbour budget: figures for the board", i));
    for (int i = 1; i <= 3; ++i)
        profile.learn_sent(mail({"anna.lund@example.net"}, "Choir rehearsal on Thursday", i * 5));
    return profile;
}

std::string first(const Profile& profile, const Letter& letter) {
    return letter.recipients[rank(profile, letter).front().recipient];
}

}  // namespace

TEST_CASE("rank: the address that was never beside the others stands first", "[history]") {
    const auto profile = a_history();
    const auto letter = mail({"ben@example.org", "cleo@example.org", "anna.lund@example.net"},
                             "The harbour budget again", 32);
    CHECK(first(profile, letter) == "anna.lund@example.net");
    CHECK(rank(profile, letter).front().warns);
    const auto meant_one = meant(profile, letter, rank(profile, letter).front().recipient);
    REQUIRE(meant_one != nullptr);
    CHECK(meant_one->address == "anna.berg@example.org");
}

TEST_CASE("rank: nobody is worth a warning in a usual mail", "[history]") {
    const auto profile = a_history();
    CHECK_FALSE(rank(profile, mail({"ben@example.org", "cleo@example.org", "anna.berg@example.org"},
                                   "The harbour budget again", 32))
                    .front()
                    .warns);
    CHECK_FALSE(
        rank(profile, mail({"anna.lund@example.net"}, "Is there a rehearsal on Thursday?", 32))
            .front()
            .warns);
}

TEST_CASE("rank: the text alone tells two correspondents apart", "[history]") {
    Profile profile;
    for (int i = 1; i <= 15; ++i) {
        profile.learn_sent(mail({"marta@example.org"}, "harbour budget figures board", i));
        profile.learn_sent(mail({"marek@example.org"}, "choir rehearsal concert tenor", i));
    }
    CHECK(first(profile, mail({"marek@example.org", "marta@example.org"}, "budget figures", 16)) ==
          "marek@example.org");
    CHECK(first(profile, mail({"marek@example.org", "marta@example.org"}, "tenor, concert", 16)) ==
          "marta@example.org");
}

TEST_CASE("rank: probabilities and what is left for none make one", "[history]") {
    const auto profile = a_history();
    double sum = 0;
    const auto letter = mail({"ben@example.org", "new@example.net"}, "harbour", 32);
    for (const auto& one : rank(profile, letter)) {
        CHECK(one.probability >= 0);
        sum += one.probability;
    }
    CHECK(sum < 1);
}

TEST_CASE("rank: an empty history says nothing", "[history]") {
    const Profile nothing;
    for (const auto& one : rank(nothing, mail({"ben@example.org", "cleo@example.org"}, "x")))
        CHECK_FALSE(one.warns);
}

TEST_CASE("rank: whoever is doubtful without the words is judged with them", "[history]") {
    const auto profile = a_history();
    int warned = 0;
    for (const auto& letter :
         {mail({"ben@example.org", "cleo@example.org", "anna.lund@example.net"}, "The budget", 32),
          mail({"ben@example.org", "cleo@example.org", "anna.lund@example.net"},
               "Anna Lund leads the choir rehearsal on Thursday", 32),
          mail({"ben@example.org", "cleo@example.org", "anna.berg@example.org"}, "Figures", 32),
          mail({"anna.lund@example.net"}, "The harbour budget", 32),
          mail({"anna.lund@example.net", "new@example.net"}, "Hello", 32),
          mail({"new@example.net"}, "Hello", 32), mail({"ben@example.org"}, "", 400)}) {
        const auto ranked = rank(profile, letter).front();
        const auto one = doubtful(profile, letter);
        CHECK(one.has_value() == ranked.warns);
        if (one) {
            CHECK(one->recipient == ranked.recipient);
            CHECK(one->probability == ranked.probability);
        }
        warned += ranked.warns ? 1 : 0;
    }
    CHECK(warned > 0);
    CHECK_FALSE(doubtful(profile, mail({}, "To nobody", 32)));
}

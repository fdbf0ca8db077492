#include "review/tokens.h"

#include <catch2/catch.hpp>

using namespace sendguard;
using namespace sendguard::review;

TEST_CASE("tokens: a token is its owner's, and the file holds only its hash", "[review][tokens]") {
    TokensFile file;
    const auto first = file.add({"bot@example.org", policy::SenderKind::agent});
    const auto second = file.add({"bot@example.org", policy::SenderKind::agent});
    const auto other = file.add({"ben@example.org", policy::SenderKind::person});
    const auto read = TokensFile::parse("# ours\n\n" + file.text(), "tokens");
    REQUIRE(read);
    CHECK(read.value().owner(first.view())->kind == policy::SenderKind::agent);
    CHECK(read.value().owner(other.view())->name == "ben@example.org");
    const std::string secret(first.view().substr(13));
    CHECK(secret.size() == 24);
    CHECK(file.text().find(secret) == std::string::npos);
    // Another id with the same secret, a cut one, none.
    const auto mixed = std::string(second.view().substr(0, 13)) + secret;
    for (const std::string& token : {mixed, std::string(first.view().substr(0, 30)),
                                     std::string(first.view()) + "x", std::string()})
        CHECK_FALSE(read.value().owner(token));
}

TEST_CASE("tokens: one goes by its id, all of a name by the name", "[review][tokens]") {
    TokensFile file;
    const auto first = file.add({"bot@example.org", policy::SenderKind::agent});
    const auto second = file.add({"bot@example.org", policy::SenderKind::agent});
    CHECK(file.remove(first.view().substr(4, 8)) == 1);
    CHECK_FALSE(file.owner(first.view()));
    CHECK(file.owner(second.view()));
    CHECK(file.remove("bot@example.org") == 1);
    CHECK(file.remove("bot@example.org") == 0);
    CHECK(file.text().empty());
}

TEST_CASE("tokens: every fault is told with its line", "[review][tokens]") {
    const auto read = TokensFile::parse(
        "a:b\nABCDEFGH:bot:agent:00\nabcdefgh:b t:agent:00\nabcdefgh:bot:robot:00\n"
        "abcdefgh:bot:agent:00\n",
        "tokens");
    REQUIRE_FALSE(read);
    for (const auto* line : {"tokens:1:", "tokens:2:", "tokens:3:", "tokens:4:", "tokens:5:"})
        CHECK(read.error().message.find(line) != std::string::npos);
}

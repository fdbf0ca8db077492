#include "base/password.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

using namespace sendguard;

TEST_CASE("password: a hash knows its password and no other", "[base][password]") {
    const auto hash = hash_password("correct horse battery").value();
    CHECK_THAT(hash, Catch::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(is_password_hash(hash));
    CHECK(password_matches(hash, "correct horse battery").value());
    CHECK_FALSE(password_matches(hash, "correct horse batterz").value());
    CHECK_FALSE(password_matches(hash, "").value());
    CHECK_FALSE(password_matches(hash, std::string_view("correct horse battery\0", 22)).value());
    CHECK(hash != hash_password("correct horse battery").value());  // a salt of its own
}

TEST_CASE("password: hashes that other programs made of one lane are good", "[base][password]") {
    // php -r 'echo password_hash("secret123", PASSWORD_ARGON2ID,
    //                            ["memory_cost" => 8192, "time_cost" => 3, "threads" => 1]);'
    const std::string other =
        "$argon2id$v=19$m=8192,t=3,p=1$eTlSVlM0bENwSm1CUUZrbg$"
        "6hJ7baR7xTSPBwQbsAjYqgOBbPL24hBVfsS8IqDNKUQ";
    CHECK(is_password_hash(other));
    CHECK(password_matches(other, "secret123").value());
    CHECK_FALSE(password_matches(other, "secret124").value());
}

TEST_CASE("password: what cannot be verified, or costs too much, is no hash", "[base][password]") {
    const std::string tail = "$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    REQUIRE(is_password_hash("$argon2id$v=19$m=19456,t=2,p=1" + tail));
    for (const char* start :
         {"$argon2i$v=19$m=19456,t=2,p=1", "$argon2id$v=16$m=19456,t=2,p=1",
          "$argon2id$v=19$m=19456,t=2,p=2", "$argon2id$v=19$m=262145,t=2,p=1",
          "$argon2id$v=19$m=19456,t=11,p=1", "$argon2id$v=19$m=-1,t=2,p=1",
          "$argon2id$v=19$m=1,t=2,p=1", "$argon2id$v=19$m=19456,t=0,p=1", "$6$m=19456,t=2,p=1"}) {
        CAPTURE(start);
        CHECK_FALSE(is_password_hash(start + tail));
    }
    CHECK_FALSE(is_password_hash(""));
    CHECK_FALSE(is_password_hash("$argon2id$v=19$m=19456,t=2,p=1$c2hvcnQ$aGFzaGhhc2hoYXNoaGFzaA"));
    CHECK_FALSE(password_matches("plain", "plain").value());
}

TEST_CASE("password: megabytes are not hashed", "[base][password]") {
    const std::string longest(kMaxPasswordBytes, 'x');
    CHECK(hash_password(longest));
    CHECK(hash_password(longest + "x").error().code == Errc::limit);
    CHECK(password_matches("", longest + "x").error().code == Errc::limit);
}

TEST_CASE("password: short of memory is 'try again', never 'wrong'", "[base][password]") {
    const auto hash = hash_password("correct horse battery").value();
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::size_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const auto room =
            pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + kHashMemoryBytes / 2;
        const rlimit limit{room, room};
        ::setrlimit(RLIMIT_AS, &limit);
        const auto made = hash_password("correct horse battery");
        const auto matches = password_matches(hash, "correct horse battery");
        ::_exit(!made && made.error().code == Errc::unavailable && !matches &&
                        matches.error().code == Errc::unavailable
                    ? 0
                    : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("password: wiping leaves nothing behind", "[base][password]") {
    for (const std::size_t size : {std::size_t{10}, std::size_t{100}}) {  // in place, on the heap
        std::string text(size, 's');
        text.resize(size / 2);
        const char* const bytes = text.data();
        wipe(text);
        CHECK(text.empty());
        CHECK(std::string(bytes, size) == std::string(size, '\0'));
    }
    Secret first("short");
    const Secret second(std::move(first));
    CHECK(first.view().empty());
    CHECK(second.view() == "short");
}

TEST_CASE("password: random ones are long, plain and differ", "[base][password]") {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto made = random_password();
        CHECK(made.view().size() == 24);
        CHECK(made.view().find_first_of("0O1lI") == std::string_view::npos);
        seen.emplace(made.view());
    }
    CHECK(seen.size() == 100);
}

TEST_CASE("password: keyed digests tell lists of parts apart, each object its own", "[base]") {
    const KeyedDigest one, other;
    CHECK(one.of({"a", "bc"}) == one.of({"a", "bc"}));
    CHECK(one.of({"a", "bc"}) != one.of({"ab", "c"}));
    CHECK(one.of({"a", ""}) != one.of({"a"}));
    CHECK(one.of({"a", "bc"}) != other.of({"a", "bc"}));
}

#include "gate/users.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "base/files.h"
#include "base/password.h"

using namespace sendguard;
using namespace sendguard::gate;
using policy::SenderKind;

namespace {

const std::string kHash =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

UsersFile parsed(const std::string& text) {
    auto file = UsersFile::parse(text, "users");
    if (!file) FAIL(file.error().message);
    return file.value();
}

std::chrono::nanoseconds time_of(const Users& users, const char* name, const char* password) {
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(users.verify(name, password));
    return std::chrono::steady_clock::now() - start;
}

}  // namespace

TEST_CASE("users file: comments and blank lines outlive changes", "[gate][users]") {
    const auto text =
        "# the press office\nanna:person:" + kHash + "\n\n# agents\nbot-7:agent:" + kHash + "\n";
    auto file = parsed(text);
    CHECK(file.text() == text);
    REQUIRE(file.find("bot-7") != nullptr);
    CHECK(file.find("bot-7")->user.kind == SenderKind::agent);
    CHECK(file.find("bot-7")->line == 5);
    CHECK(file.find("Anna") == nullptr);  // case counts

    file.put({"anna", SenderKind::program}, kHash);
    file.put({"carl", SenderKind::person}, kHash);
    CHECK(file.remove("bot-7"));
    CHECK_FALSE(file.remove("bot-7"));
    CHECK(file.find("carl")->line == 5);
    CHECK(file.remove("anna"));
    CHECK(file.find("carl")->line == 4);
    CHECK(file.text() == "# the press office\n\n# agents\ncarl:person:" + kHash + "\n");
    CHECK(parsed(file.text()).find("carl")->line == 4);
}

TEST_CASE("users file: every fault is told with its line", "[gate][users]") {
    const auto file = UsersFile::parse("anna:person:" + kHash + "\nan na:person:" + kHash +
                                           "\n# fine\nanna:agent:" + kHash + "\nben:boss:" + kHash +
                                           "\ncarl:person:secret\ndora\n",
                                       "users");
    REQUIRE(!file);
    CHECK(file.error().code == Errc::bad_policy);
    const auto& words = file.error().message;
    for (const auto* place : {"users:2: the name holds a blank", "users:4: ", "users:5: ",
                              "users:6: ", "users:7: expected name:kind:hash"}) {
        CHECK_THAT(words, Catch::Contains(place));
    }
    CHECK_THAT(words, !Catch::Contains("users:1:") && !Catch::Contains("secret"));
}

TEST_CASE("users file: names are visible, and what a client can send", "[gate][users]") {
    for (const auto* good : {"anna", "press@example.org", "EXAMPLE\\anna", "Zoë", "安娜", "a#"}) {
        CAPTURE(good);
        CHECK(user_name_fault(good).empty());
    }
    CHECK(user_name_fault(std::string(128, 'a')).empty());
    const std::string bad[] = {"",
                               "#anna",
                               "an:na",
                               "an na",
                               "an\tna",
                               "an\xC2\xA0na",
                               "an\xE3\x80\x80"
                               "na",
                               "an\nna",
                               "an\x7F",
                               "an\xE2\x80\x8B",
                               "an\xFF",
                               std::string(129, 'a'),
                               std::string("a\0b", 3)};
    for (const auto& name : bad) {
        CAPTURE(name);
        CHECK_FALSE(user_name_fault(name).empty());
    }
}

TEST_CASE("users file: one that others can read is refused", "[gate][users]") {
    char folder[] = "/tmp/send-guard-users-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    const auto path = std::filesystem::path(folder) / "users";
    CHECK(UsersFile::read(path).error().code == Errc::not_found);
    REQUIRE(write_file(path, "anna:person:" + kHash + "\n", 0640));
    CHECK(UsersFile::read(path).value().entries().size() == 1);
    REQUIRE(::chmod(path.c_str(), 0644) == 0);
    const auto open = UsersFile::read(path);
    REQUIRE(!open);
    CHECK(open.error().code == Errc::bad_policy);
    CHECK_THAT(open.error().message, Catch::Contains("chmod 600 " + path.string()));
    std::filesystem::remove_all(folder);
}

TEST_CASE("users: the right password, and nothing else, says who it is", "[gate][users]") {
    UsersFile file;
    file.put({"anna", SenderKind::person}, hash_password("correct horse").value());
    file.put({"bot-7", SenderKind::agent}, hash_password("battery staple").value());
    const Users users(file);
    for (int i = 0; i < 2; ++i) {  // the second is remembered
        CHECK(users.verify("bot-7", "battery staple").value() == User{"bot-7", SenderKind::agent});
        CHECK(users.verify("bot-7", "correct horse").value() == std::nullopt);
        CHECK(users.verify("anna", "battery staple").value() == std::nullopt);
        CHECK(users.verify("Anna", "correct horse").value() == std::nullopt);
        CHECK(users.verify("nobody", "correct horse").value() == std::nullopt);
        CHECK(users.verify("anna", "").value() == std::nullopt);
        CHECK(users.verify("anna", std::string(kMaxPasswordBytes + 1, 'x')).value() ==
              std::nullopt);
    }
}

TEST_CASE("users: an unknown name takes a hash's time; a login that was right takes none",
          "[gate][users]") {
    UsersFile file;
    file.put({"anna", SenderKind::person}, hash_password("correct horse").value());
    const Users users(file);
    const auto first = time_of(users, "anna", "correct horse");
    CHECK(time_of(users, "nobody", "correct horse") > first / 4);
    CHECK(time_of(users, "anna", "wrong horse") > first / 4);
    CHECK(time_of(users, "anna", "correct horse") < first / 4);
    CHECK(time_of(Users(UsersFile()), "nobody", "correct horse") > first / 4);
}

TEST_CASE("users: more logins at once than may hash wait, and all are right", "[gate][users]") {
    UsersFile file;
    file.put({"anna", SenderKind::person}, hash_password("correct horse").value());
    const Users users(file);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3 * kMaxHashesAtOnce; ++i) {
        threads.emplace_back([&, i] {
            const auto found = users.verify("anna", i % 3 == 0 ? "wrong horse" : "correct horse");
            if (found && found.value().has_value() == (i % 3 != 0)) ++right;
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(right == 3 * kMaxHashesAtOnce);
}

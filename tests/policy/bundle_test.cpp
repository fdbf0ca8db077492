#include "policy/bundle.h"

#include "memory_source.h"

using namespace sendguard;
using namespace sendguard::policy;

namespace {

constexpr auto kMain = R"(version: 1
include: more.yaml
packs: [drafts]
keyring: keys
groups: {ministries: {file: list.txt}}
service:
  store: "sqlite:holds.db"
  next_hop: {url: "smtp://127.0.0.1:25", tls: none, user: guard, password_file: password}
)";

std::map<std::string, std::string> files() {
    return {{"p.yaml", kMain},
            {"more.yaml", "version: 1\n"},
            {"keys", "anna@example.org ssh-ed25519 AAAA\n"},
            {"list.txt", "minister@mod.example\n"},
            {"password", "secret\n"}};
}

}  // namespace

TEST_CASE("bundle: a policy is loaded again without its files", "[policy][bundle]") {
    const auto loaded = test::load(files());
    INFO(loaded.faults.text());
    REQUIRE(loaded.policy);
    REQUIRE(loaded.policy->sources);
    const auto& sources = *loaded.policy->sources;
    for (const auto* part : {"minister@mod.example", "ssh-ed25519", "include: more.yaml"})
        CHECK(sources.find(part) != std::string::npos);
    CHECK(sources.find("secret") == std::string::npos);
    const auto again = load_bundle(sources, loaded.policy->digest, {});
    REQUIRE(again);
    CHECK(again.value()->digest == loaded.policy->digest);
    CHECK(again.value()->rules.size() == loaded.policy->rules.size());
    CHECK(again.value()->keyring_text == loaded.policy->keyring_text);
    CHECK(*again.value()->sources == sources);
}

TEST_CASE("bundle: a policy without a store keeps nothing", "[policy][bundle]") {
    const auto loaded = test::load("version: 1\n");
    REQUIRE(loaded.policy);
    CHECK_FALSE(loaded.policy->sources);
}

TEST_CASE("bundle: what is changed or cut is refused", "[policy][bundle]") {
    const auto loaded = test::load(files());
    REQUIRE(loaded.policy);
    const auto& sources = *loaded.policy->sources;
    const auto& digest = loaded.policy->digest;
    for (std::size_t size = 0; size < sources.size(); size += 37)
        CHECK_FALSE(load_bundle(std::string_view(sources).substr(0, size), digest, {}));
    auto changed = sources;
    changed.replace(changed.find("minister@"), 8, "mynister");
    CHECK(load_bundle(changed, digest, {}).error().code == Errc::bad_input);
    CHECK(load_bundle("99999999999999999999 1\n", digest, {}).error().code == Errc::bad_input);
}

#include "policy/cache.h"

#include "policy/memory_source.h"

using namespace sendguard;
using sendguard::test::load;

namespace {

std::shared_ptr<const policy::Policy> some_policy() {
    const auto loaded = load(
        "version: 1\norganization: {name: E, domains: [example.org]}\npacks: [drafts]\n"
        "groups: {g: [a@example.org, \"@mod.example\"]}\nrules:\n  - id: r\n    message: M.\n"
        "    action: hold\n    approvers: {group: g, count: 1, not: [author], term: 30d}\n"
        "    when: {any: [{text: {phrases: [alpha beta], fix: remove-line}}, {not: {recipients: "
        "{any: g}}}]}\n");
    REQUIRE(loaded.policy != nullptr);
    return loaded.policy;
}

}  // namespace

TEST_CASE("cache: a policy comes back as it was, and scans as it did", "[policy][cache]") {
    const auto before = some_policy();
    const auto bytes = policy::serialize_policy(*before);
    REQUIRE_FALSE(bytes.empty());
    auto after = policy::deserialize_policy(bytes);
    REQUIRE(after);
    CHECK(after.value().digest == before->digest);
    CHECK(after.value().rules.size() == before->rules.size());
    const auto* rule = after.value().rule("house/r");
    REQUIRE(rule != nullptr);
    CHECK(rule->approvers->term == std::chrono::hours(720));
    CHECK(rule->approvers->not_author);
    CHECK(policy::fix_of(rule->when) == policy::Fix::remove_line);
    policy::Hits hits;
    hits.reset(after.value().patterns.size());
    draft::Lowered lowered;
    draft::lower("x alpha beta y", lowered);
    REQUIRE(after.value().patterns.scan(lowered, 0, hits));
    CHECK_FALSE(hits.patterns().empty());
}

TEST_CASE("cache: bytes that are not whole are no policy", "[policy][cache]") {
    const auto bytes = policy::serialize_policy(*some_policy());
    for (const std::size_t keep :
         {std::size_t{0}, std::size_t{10}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
        CHECK_FALSE(policy::deserialize_policy(std::string_view(bytes).substr(0, keep)));
    }
    for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 97 + 1) {
        auto flipped = bytes;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x40);
        CHECK_FALSE(policy::deserialize_policy(flipped));
    }
}

#include "policy/memory_source.h"

using namespace sendguard;
using sendguard::test::faults_of;
using sendguard::test::load;

namespace {

bool refused(const std::string& text) {
    const auto loaded = load(text);
    return loaded.policy == nullptr && !loaded.faults.faults.empty();
}

const std::string kGood = "version: 1\npacks: []\n";

}  // namespace

TEST_CASE("yaml: what the library lets pass is refused", "[policy][yaml]") {
    REQUIRE_FALSE(refused(kGood));
    CHECK(refused(""));
    CHECK(refused("# only a comment\n"));
    CHECK(refused("- a\n"));
    CHECK(refused("just text\n"));
    CHECK(refused(kGood + "groups: {a: &x [b@example.org], c: *x}\n"));  // alias
    CHECK(refused(kGood + "groups: {a: &x [b@example.org]}\n"));         // anchor
    CHECK(refused(kGood + "groups: !!map {a: [b@example.org]}\n"));      // tag
    CHECK(refused(kGood + "packs: []\n"));                               // duplicate key
    CHECK(refused(kGood + "---\nversion: 1\n"));                         // second document
    CHECK(refused(kGood + "...\n{{{{\n"));                               // after the end
    CHECK(refused(kGood + "rules: \"abc\n"));                            // open quote
    CHECK(refused(kGood + "groups:\n\ta: [b@example.org]\n"));           // tab
    CHECK(refused(kGood + "# \xFF\n"));                                  // no UTF-8
    CHECK(refused(kGood + std::string("# \0\n", 4)));                    // NUL
}

TEST_CASE("yaml: deep nesting is refused before it can hurt", "[policy][yaml]") {
    CHECK(refused(kGood + "rules: " + std::string(10000, '[')));
    CHECK(refused(kGood + "rules: " + std::string(10000, '{')));
    std::string dashes = kGood + "rules:\n  ";
    for (int i = 0; i < 5000; ++i) dashes += "- ";
    CHECK(refused(dashes + "x\n"));
}

TEST_CASE("yaml: a megabyte of comments is no fault", "[policy][yaml]") {
    CHECK_FALSE(refused(kGood + "#" + std::string(1'000'000, 'x') + "\n"));
}

TEST_CASE("yaml: types are strict: a plain no, 1.0 or 0755 is no text", "[policy][yaml]") {
    CHECK(refused("version: \"1\"\n"));
    CHECK(refused("version: 2\n"));
    CHECK(refused(kGood + "organization: {name: no, domains: [example.org]}\n"));
    CHECK(refused(kGood + "organization: {name: E, domains: 0755}\n"));
}

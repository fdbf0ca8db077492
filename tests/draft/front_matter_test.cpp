#include "draft/front_matter.h"

#include <catch2/catch.hpp>
#include <string>

#include "draft/read.h"

using namespace sendguard::draft;

namespace {

/// "key=value" a line, of a block as it was found.
std::string values_of(const std::string& text) {
    const auto found = find_front_matter(text);
    std::string out;
    const auto block = std::string_view(text).substr(0, found.end);
    for (const auto& value : read_front_matter(block, found.kind)) {
        REQUIRE(value.begin <= value.end);
        REQUIRE(value.end <= block.size());
        out += value.key + "=" + value.value + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("front matter: a block is found at the text's start only, and ends", "[draft][front]") {
    CHECK(find_front_matter("---\na: b\n---\ntext").end == 13);
    CHECK(find_front_matter("---\r\na: b\r\n...\r\ntext").kind == FrontMatterKind::yaml);
    CHECK(find_front_matter("+++\na = 1\n+++\ntext").kind == FrontMatterKind::toml);
    CHECK(find_front_matter("{\n\"a\": \"}\"\n}\ntext").end == 13);
    CHECK(find_front_matter("---\na: b\ntext").end == 0);
    CHECK(find_front_matter("\n---\na: b\n---\n").end == 0);
    CHECK(find_front_matter("{{ template }}").end == 0);
    CHECK(find_front_matter("").end == 0);
}

TEST_CASE("front matter: YAML keys, lists, nested maps and texts", "[draft][front]") {
    CHECK(values_of("---\n"
                    "# a comment\n"
                    "title: \"A: \\\"bridge\\\"\"\n"
                    "Draft: true # not yet\n"
                    "'publish-at' : 2026-12-01\n"
                    "approved_by:\n- Anna <anna@example.org>\n- 'Ben'\n"
                    "tags: [press, \"bridges, new\",\n  water]\n"
                    "seo:\n  index: no\n  people:\n    - name: Cleo\n      role: desk\n"
                    "summary: >\n  Two\n  lines\n"
                    "url: http://example.org/#top\n"
                    "state: !!str &s in review\n"
                    "empty:\n"
                    "---\nDraft: false\n") ==
          "title=A: \"bridge\"\ndraft=true\npublish_at=2026-12-01\napproved_by=Anna "
          "<anna@example.org>\napproved_by=Ben\ntags=press\ntags=bridges, new\ntags=water\n"
          "seo.index=no\nseo.people.name=Cleo\nseo.people.role=desk\nsummary=Two\n  lines\n"
          "url=http://example.org/#top\nstate=in review\n");
    CHECK(values_of("---\n{draft: true, status: 'wip'}\n---\n") == "draft=true\nstatus=wip\n");
    CHECK(values_of("---\nmeta: {draft: yes}\n---\n") == "meta.draft=yes\n");
}

TEST_CASE("front matter: TOML and JSON say the same", "[draft][front]") {
    CHECK(values_of("+++\ndraft = true  # yes\ntitle = 'A'\ndates = [\n \"2026-01-01\", # one\n "
                    "\"2026-01-02\"\n]\ntext = \"\"\"\ntwo\nlines\"\"\"\n[params]\nstatus = "
                    "\"draft\"\n+++\n") ==
          "draft=true\ntitle=A\ndates=2026-01-01\ndates=2026-01-02\ntext=two\nlines\n"
          "params.status=draft\n");
    CHECK(values_of("{\n  \"draft\": true,\n  \"tags\": [\"a\", \"b\\u00e9\"],\n  \"seo\": "
                    "{\"index\": false}\n}\ntext\n") ==
          "draft=true\ntags=a\ntags=b\xC3\xA9\nseo.index=false\n");
}

TEST_CASE("front matter: broken and hostile blocks end", "[draft][front][security]") {
    values_of("---\nkey: [a, b\n---\n");
    values_of("---\nkey: \"no end\n---\n");
    values_of("---\n- \n-\n: \n::\n' : x\n---\n");
    values_of("---\n" + std::string(5000, '[') + "\n---\n");
    values_of("---\nk: " + std::string(5000, '{') + "\n---\n");
    values_of("{\"" + std::string(100, '\\') + "}\n");
    values_of("+++\n[\n=\n=x\n[[\n+++\n");
    std::string many = "---\n";
    for (int i = 0; i < 5000; ++i) many += "k: v\n";
    const auto found = find_front_matter(many + "---\n");
    CHECK(read_front_matter(many, found.kind).size() == kMaxFrontMatterValues);
}

TEST_CASE("front matter: a file's facts know where they stand", "[draft][front]") {
    const auto draft = read_draft(
        std::make_shared<const std::string>("\xEF\xBB\xBF---\ntitle: A\ndraft: true\n---\nText.\n"),
        {.source = "a.md"});
    REQUIRE(draft.facts.size() == 2);
    const auto& fact = draft.facts[1];
    const auto place = locate(draft, draft.passages[fact.passage], fact.begin, fact.end);
    CHECK(place.line == 3);
    CHECK(place.column == 8);
    CHECK(place.text == "true");
    CHECK(place.place == Place::metadata);
}

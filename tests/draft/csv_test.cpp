#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("csv: a finding names its row and column", "[draft][csv]") {
    const Draft draft = read("name,note\nAnna,\"two\nlines, \"\"quoted\"\"\"\nBo,not for release\n",
                             {.source = "a.csv"});
    const Location there = where(draft, Place::body, "not for release");
    CHECK(there.line == 4);
    CHECK(there.locator == "row 3, column 2 (note)");
    CHECK(where(draft, Place::body, "Bo").locator == "row 3, column 1 (name)");
    CHECK(where(draft, Place::body, "lines").locator == "row 2, column 2 (note)");
}

TEST_CASE("csv: tabs and semicolons divide too", "[draft][csv]") {
    CHECK(where(read("a\tb\n1\tx y\n", {.source = "a.tsv"}), Place::body, "x y").locator ==
          "row 2, column 2 (b)");
    CHECK(where(read("a;b\n1;x y\n", {.source = "a.csv"}), Place::body, "x y").locator ==
          "row 2, column 2 (b)");
}

TEST_CASE("csv: cut off anywhere", "[draft][csv][hostile]") {
    const std::string whole = "a,\"b\nc\"\n\"\"\"d\",e\n";
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const Draft draft = read(whole.substr(0, size), {.source = "a.csv"});
        for (const auto& passage : draft.passages) locate(draft, passage, 0, passage.text.size());
    }
}

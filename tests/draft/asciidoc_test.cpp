#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("asciidoc: comments and attributes stand apart", "[draft][asciidoc]") {
    const Draft draft = read(
        "= Title\nAnna Berg\n:status: draft\n:!toc:\n\nText. // no comment\n// not "
        "for\n////\nrelease\n"
        "////\n----\n// code\n----\nEnd.\n",
        {.source = "a.adoc"});
    CHECK(at(draft, Place::comment) == "// not for\n////\nrelease\n////\n");
    CHECK(at(draft, Place::metadata) == ":status: draft\n:!toc:\n");
    CHECK(at(draft, Place::body) ==
          "= Title\nAnna Berg\n\nText. // no comment\n----\n// code\n----\nEnd.\n");
    CHECK(where(draft, Place::body, "End.").line == 14);
}

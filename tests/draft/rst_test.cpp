#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("rst: comments, fields before the text and targets", "[draft][rst]") {
    const Draft draft = read(
        "Title\n=====\n\n:status: draft\n\nText.\n\n:not: a field here\n\n.. not for\n   "
        "release\n\n   yet\n\n"
        ".. note:: seen\n\n.. _home: https://draft.example/\n\nEnd.\n",
        {.source = "a.rst"});
    CHECK(at(draft, Place::comment) == ".. not for\n   release\n\n   yet\n\n");
    CHECK(at(draft, Place::metadata) == ":status: draft\n");
    CHECK(find(draft, Place::body, ":not: a field here") != nullptr);
    CHECK(find(draft, Place::body, ".. note:: seen") != nullptr);
    CHECK(find(draft, Place::link, "https://draft.example/") != nullptr);
    CHECK(where(draft, Place::body, "End.").line == 19);
}

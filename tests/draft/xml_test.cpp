#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("xml: comments of XML and SVG stand apart", "[draft][xml]") {
    const Draft draft =
        read("<svg><!-- not for release --><text>Seen</text><!-- open", {.source = "a.svg"});
    CHECK(at(draft, Place::comment) == " not for release \n open");
    CHECK(find(draft, Place::body, "<text>Seen</text>") != nullptr);
    CHECK(find(draft, Place::body, "release") == nullptr);
}

TEST_CASE("html: a page's title is its subject, and nothing in it is quoted mail",
          "[draft][html]") {
    const Draft draft = read(
        "---\nlayout: x\n---\n<html><head><title>Draft title</title><meta name=description "
        "content=Words>"
        "<script>var draft;</script><script "
        "type=\"application/ld+json\">{\"a\":\"draft\"}</script></head>"
        "<body><blockquote>said</blockquote><p>On Monday Anna wrote:</p>{{ draft }}</body></html>",
        {.source = "a.html"});
    CHECK(at(draft, Place::subject) == "Draft title");
    CHECK(at(draft, Place::quote).empty());
    CHECK(find(draft, Place::body, "said\nOn Monday Anna wrote:\n{{ draft }}") != nullptr);
    CHECK(at(draft, Place::metadata) == "---\nlayout: x\n---\n|Words");
    CHECK(at(draft, Place::comment).empty());
}

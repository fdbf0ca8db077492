#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kTwo =
    "From anna@example.org Mon Feb  3 10:00:00 2025\nFrom: anna@example.org\nTo: b@example.org\n"
    "Subject: First\n\nFrom here on, all is well.\n>From there too.\n\n"
    "From bo@example.org Tue Feb  4 10:00:00 2025\nFrom: bo@example.org\nTo: c@example.org\n"
    "Subject: Second\n\nnot for release\n";

}  // namespace

TEST_CASE("mbox: each message is a mail of its own", "[draft][mbox]") {
    const Draft draft = read(kTwo, {.source = "a.mbox"});
    CHECK(draft.kind == Kind::file);
    CHECK(at(draft, Place::subject) == "First|Second");
    const Passage* const second = find(draft, Place::body, "not for release");
    REQUIRE(second != nullptr);
    CHECK(draft.parts.at(second->part).number == "message 2");
    CHECK(where(draft, Place::body, "not for release").line == 14);
    CHECK(find(draft, Place::body, "From here on") != nullptr);
}

TEST_CASE("mbox: one message with a From line is a mail, unless its name says mbox",
          "[draft][mbox]") {
    const std::string one = kTwo.substr(0, kTwo.find("From bo"));
    CHECK(read(one).kind == Kind::mail);
    CHECK(read(one, {.source = "a.mbox"}).kind == Kind::file);
    CHECK(read(kTwo, {.expect_mail = true}).kind == Kind::mail);
}

TEST_CASE("mbox: inside an archive", "[draft][mbox]") {
    const Draft draft = read(zip({{"old.mbox", kTwo}}), {.source = "a.zip"});
    const Passage* const second = find(draft, Place::body, "not for release");
    REQUIRE(second != nullptr);
    CHECK(draft.parts.at(second->part).number == "old.mbox/message 2");
}

TEST_CASE("mbox: cut off anywhere, and many messages", "[draft][mbox][hostile]") {
    read_every_start(kTwo, "a.mbox");
    std::string many;
    for (int i = 0; i < 3000; ++i) many += kTwo;
    CHECK(has_fault(read(many, {.source = "a.mbox"}), "limit-parts"));
}

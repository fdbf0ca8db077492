#include "draft/document_text.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "base/limits.h"

using namespace sendguard::draft;

namespace {

/// A draft of one part that is a document.
struct House {
    Draft draft;
    Reading reading{draft};
    Document document{};
    House() {
        draft.bytes = std::make_shared<const std::string>("bytes");
        reading.add_part(Part{.number = "2"}, 0);
    }
    const Passage& passage(Place place) const {
        for (const auto& one : draft.passages) {
            if (one.place == place) return one;
        }
        FAIL("no passage at this place");
        return draft.passages.front();
    }
};

}  // namespace

TEST_CASE("document text: what is seen is one passage, whatever stands between its lines",
          "[draft][document]") {
    House house;
    DocumentText text(house.reading, house.document);
    text.at("paragraph 1");
    text.add_line(Place::body, "We withdraw");
    text.at("paragraph 1, deleted by Anna");
    text.add_line(Place::deletion, "never");
    text.at("paragraph 2");
    text.add_line(Place::body, "our forces.");
    text.finish();

    CHECK(house.passage(Place::body).text == "We withdraw\nour forces.\n");
    CHECK(house.passage(Place::deletion).text == "never\n");
    const auto& body = house.passage(Place::body);
    const auto forces = locate(house.draft, body, body.text.find("forces"), body.text.size() - 1);
    CHECK(forces.locator == "paragraph 2");
    CHECK(forces.line == 2);
    CHECK(forces.decoded);
    CHECK(forces.part == "2");
    const auto deleted = locate(house.draft, house.passage(Place::deletion), 0, 5);
    CHECK(deleted.locator == "paragraph 1, deleted by Anna");
    CHECK(deleted.text == "never");
}

TEST_CASE("document text: kinds of hidden text stand apart, and say what they are",
          "[draft][document]") {
    House house;
    DocumentText text(house.reading, house.document);
    text.at("page 1");
    text.add(Place::hidden, "white", "white text");
    text.add(Place::hidden, "tiny", "tiny text");
    text.finish();
    REQUIRE(house.draft.passages.size() == 2);
    CHECK(locate(house.draft, house.draft.passages[1], 0, 4).locator == "page 1, tiny text");
}

TEST_CASE("document text: more of a kind than are told are counted", "[draft][document]") {
    House house;
    DocumentText text(house.reading, house.document);
    const auto most = sendguard::kMaxContentsOfKind;
    for (std::size_t i = 0; i < most + 50; ++i)
        text.holds(ContentKind::tracked_changes, "a change");
    text.holds(ContentKind::comments, "a comment");
    text.finish();
    REQUIRE(house.draft.contents.size() == most + 1);
    CHECK(house.draft.contents[most - 1].count == 51);
    CHECK(house.draft.contents.back().kind == ContentKind::comments);
}

TEST_CASE("document text: over the cap nothing more is taken, and that is a fault",
          "[draft][document]") {
    House house;
    DocumentText text(house.reading, house.document);
    const std::string piece(1 << 20, 'x');
    std::size_t taken = 0;
    while (text.add(Place::body, piece)) ++taken;
    text.finish();
    CHECK(taken == sendguard::kMaxDocumentText >> 20);
    REQUIRE(house.draft.faults.size() == 1);
    CHECK(house.draft.faults[0].kind == "limit-document");
    CHECK(house.draft.faults[0].fault_class == FaultClass::unreadable);
}

TEST_CASE("members: a mail, words and what cannot be read, each a part with its path",
          "[draft][document]") {
    House house;
    const Document archive{.bytes = "", .name = "a.zip", .part = 0, .depth = 0, .at = 0};
    read_member(
        house.reading, archive, "in/letter.eml",
        "From: a@example.org\r\nTo: b@example.com\r\nSubject: Draft letter\r\n\r\nSir,\r\n");
    read_member(house.reading, archive, "notes.txt", "Not for release.\n");
    read_member(house.reading, archive, "data.bin", std::string("\0\1\2\3", 4));
    REQUIRE(house.draft.parts.size() >= 4);
    CHECK(house.draft.parts[1].number == "2/in/letter.eml");
    const auto holds = [&](std::string_view text) {
        return std::ranges::any_of(house.draft.passages,
                                   [&](const Passage& one) { return one.text == text; });
    };
    CHECK(holds("Draft letter"));
    CHECK(holds("Not for release.\n"));
    REQUIRE(house.draft.faults.size() == 1);
    CHECK(house.draft.faults[0].fault_class == FaultClass::unread);
}

TEST_CASE("members: archives within archives end at a depth, unpacked bytes at a sum",
          "[draft][document]") {
    House house;
    const Document deep{.bytes = "", .part = 0, .depth = sendguard::kMaxDocumentDepth};
    read_member(house.reading, deep, "x.txt", "words");
    REQUIRE(house.draft.faults.size() == 1);
    CHECK(house.draft.faults[0].kind == "limit-depth");
    CHECK(house.draft.parts.size() == 1);
    CHECK(house.reading.unpack(sendguard::kMaxUnpackedBytes - 1));
    CHECK_FALSE(house.reading.unpack(1));
    CHECK_FALSE(house.reading.unpack(SIZE_MAX));
}

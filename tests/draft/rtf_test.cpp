#include <catch2/catch.hpp>

#include "draft/office_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kHead =
    "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fcharset204 "
    "Arial Cyr;}}{\\colortbl;\\red0\\green0\\blue0;\\red255\\green255\\blue255;}";

Draft read_rtf(const std::string& text) {
    return read_made(kHead + text + "}", "letter.rtf");
}

}  // namespace

TEST_CASE("rtf: paragraphs, code pages and Unicode are read", "[draft][rtf]") {
    const auto draft = read_rtf(
        "Sir,\\par We with\\b draw\\b0  gr\\'fc\\'dfe.\\par \\f1\\'cf\\'f0\\'e8\\f0  "
        "\\u8364?\\u-10179?"
        "\\u-8704? \\{x\\}\\par");
    CHECK(find(draft, Place::body, "Sir,\nWe withdraw grüße.\nПри €\U0001F600 {x}\n") != nullptr);
    CHECK(locator_of(draft, Place::body, "withdraw") == "paragraph 2");
    CHECK(draft.contents.empty());
    CHECK(draft.faults.empty());
}

TEST_CASE("rtf: destinations that are no text are skipped", "[draft][rtf]") {
    const auto draft = read_rtf(
        "{\\stylesheet{\\s0 Normal;}}{\\*\\generator Word}{\\*\\unknown secret}{\\pict\\wmetafile8 "
        "0102ff}{\\pict\\wmetafile8\\bin3 {}{}Text{\\*\\bkmkstart here}.\\par");
    const auto* const body = find(draft, Place::body, "Text");
    REQUIRE(body != nullptr);
    CHECK(body->text.find("secret") == std::string_view::npos);
    CHECK(body->text.find("Normal") == std::string_view::npos);
}

TEST_CASE("rtf: hidden, white and tiny text is told", "[draft][rtf]") {
    const auto draft =
        read_rtf("Seen {\\v secret}{\\cf2 white}{\\fs2 tiny}{\\cf2\\highlight1 shown}\\par");
    CHECK(find(draft, Place::body, "Seen shown") != nullptr);
    CHECK(find(draft, Place::hidden, "secret") != nullptr);
    CHECK(find(draft, Place::hidden, "whitetiny") != nullptr);
    CHECK(content(draft, ContentKind::hidden_text) != nullptr);
    CHECK(content(draft, ContentKind::unseen_text) != nullptr);
}

TEST_CASE("rtf: revisions are told with their author and time", "[draft][rtf]") {
    const auto draft = read_rtf(
        "{\\*\\revtbl{Unknown;}{Anna Berg;}}We {\\deleted\\revauthdel1\\revdttmdel-1998583158 do "
        "not "
        "}{\\revised\\revauth1 fully }agree.\\par");
    CHECK(find(draft, Place::body, "We fully agree.") != nullptr);
    CHECK(locator_of(draft, Place::deletion, "do not")
              .starts_with("paragraph 1, deleted by Anna Berg, "));
    CHECK(find(draft, Place::insertion, "fully") != nullptr);
    CHECK(count_contents(draft, ContentKind::tracked_changes) == 2);
}

TEST_CASE("rtf: comments, notes, fields and properties have their place", "[draft][rtf]") {
    const auto draft = read_rtf(
        "{\\info{\\title Draft letter}{\\author Anna Berg}{\\company Hafen AG}}We won."
        "{\\*\\atnid BL}{\\*\\atnauthor Bo Lund}\\chatn{\\*\\annotation{\\*\\atnref 1}\\pard Is "
        "this "
        "true?}{\\footnote\\pard See annex.} {\\field{\\*\\fldinst{HYPERLINK "
        "\"https://a.example/\"}}"
        "{\\fldrslt{our page}}}\\par");
    CHECK(find(draft, Place::body, "We won. our page") != nullptr);
    CHECK(locator_of(draft, Place::comment, "Is this true?") == "paragraph 1, comment by Bo Lund");
    CHECK(locator_of(draft, Place::body, "See annex.") == "footnote 1");
    CHECK(find(draft, Place::link, "https://a.example/") != nullptr);
    CHECK(locator_of(draft, Place::metadata, "Hafen AG") == "property Company");
    CHECK(content(draft, ContentKind::draft_status) != nullptr);
    CHECK(content(draft, ContentKind::comments) != nullptr);
}

TEST_CASE("rtf: an embedded object is read", "[draft][rtf]") {
    std::string hex;
    const auto inner = "OLE1 header" + docx(para("The secret plan."));
    static constexpr char digits[] = "0123456789abcdef";
    for (const char c : inner) {
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[static_cast<unsigned char>(c) & 15];
    }
    const auto draft = read_rtf("{\\object\\objemb{\\*\\objclass Word.Document.12}{\\*\\objdata " +
                                hex + "}{\\result picture}}\\par");
    CHECK(content(draft, ContentKind::embedded_files) != nullptr);
    CHECK(find(draft, Place::body, "The secret plan.") != nullptr);
}

TEST_CASE("rtf: groups without end and without measure are told", "[draft][rtf]") {
    CHECK(has_fault(read(kHead + "Text {\\b bold", {.source = "a.rtf"}), "damaged"));
    const auto deep = read(kHead + "Before." + std::string(100000, '{'), {.source = "a.rtf"});
    CHECK(has_fault(deep, "limit-depth"));
    CHECK(find(deep, Place::body, "Before.") != nullptr);
    for (const auto* const text : {"{\\rtf1\\", "{\\rtf1\\'", "{\\rtf1\\'a", "{\\rtf1\\u",
                                   "{\\rtf1\\bin99999 x", "{\\rtf1}}}}x"})
        CHECK_NOTHROW(read(text, {.source = "a.rtf"}));
}

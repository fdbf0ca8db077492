#include <catch2/catch.hpp>

#include "draft/office_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kNames =
    " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"" + kOffice +
    "\" xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";
const std::string kType = "application/vnd.openxmlformats-officedocument.presentationml.";

std::string shape(const std::string& text, const std::string& more = {}, int left = 100) {
    return "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Box\"/><p:cNvSpPr/><p:nvPr>" + more +
           "</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"" + std::to_string(left) +
           "\" y=\"100\"/><a:ext cx=\"1000\" cy=\"1000\"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/>"
           "<a:p><a:r><a:t>" +
           text + "</a:t></a:r></a:p></p:txBody></p:sp>";
}

std::string page(const std::string& root, const std::string& shapes, const std::string& more = {}) {
    return "<p:" + root + kNames + more +
           "><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/>"
           "</p:nvGrpSpPr><p:grpSpPr/>" +
           shapes + "</p:spTree></p:cSld></p:" + root + ">";
}

struct Slide {
    std::string shapes;
    std::string more = {};
};

Draft read_pptx(const std::vector<Slide>& slides, std::vector<PartSpec> parts = {}) {
    std::string list;
    for (std::size_t i = 0; i < slides.size(); ++i) {
        const auto number = std::to_string(i + 1);
        list += "<p:sldId id=\"" + std::to_string(256 + i) + "\" r:id=\"rIdS" + number + "\"/>";
        parts.push_back({"ppt/slides/slide" + number + ".xml",
                         page("sld", slides[i].shapes, slides[i].more), kType + "slide+xml",
                         "slide", "", "rIdS" + number});
    }
    return read_made(package({"ppt/presentation.xml",
                              "<p:presentation" + kNames + "><p:sldIdLst>" + list +
                                  "</p:sldIdLst><p:sldSz cx=\"12192000\" cy=\"6858000\"/>"
                                  "<p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>",
                              kType + "presentation.main+xml"},
                             parts),
                     "talk.pptx");
}

}  // namespace

TEST_CASE("pptx: slides are read in order with their number", "[draft][office]") {
    const auto draft = read_pptx({{shape("Welcome")}, {shape("Our plan")}});
    CHECK(find(draft, Place::body, "Welcome\nOur plan\n") != nullptr);
    CHECK(locator_of(draft, Place::body, "Our plan") == "slide 2");
    CHECK(draft.contents.empty());
    CHECK(draft.faults.empty());
}

TEST_CASE("pptx: a hidden slide is told, and its text is hidden", "[draft][office]") {
    const auto draft = read_pptx({{shape("Welcome")}, {shape("Layoffs"), " show=\"0\""}});
    CHECK(find(draft, Place::body, "Layoffs") == nullptr);
    CHECK(find(draft, Place::hidden, "Layoffs") != nullptr);
    REQUIRE(content(draft, ContentKind::hidden_slides) != nullptr);
    CHECK(content(draft, ContentKind::hidden_slides)->locator == "slide 2");
}

TEST_CASE("pptx: speaker notes are told, the page's number is none", "[draft][office]") {
    const PartSpec notes{
        "ppt/notesSlides/notesSlide1.xml",
        page("notes", shape("Do not say this.", "<p:ph type=\"body\" idx=\"1\"/>") +
                          shape("1", "<p:ph type=\"sldNum\" idx=\"2\"/>")),
        kType + "notesSlide+xml", "notesSlide", "ppt/slides/slide1.xml"};
    const auto draft = read_pptx({{shape("Welcome")}}, {notes});
    REQUIRE(find(draft, Place::notes, "Do not say this.") != nullptr);
    CHECK(find(draft, Place::notes, "Do not say this.")->text == "Do not say this.\n");
    CHECK(content(draft, ContentKind::speaker_notes) != nullptr);
    const PartSpec empty{notes.path, page("notes", shape("1", "<p:ph type=\"sldNum\" idx=\"2\"/>")),
                         notes.type, notes.relation, notes.from};
    CHECK(content(read_pptx({{shape("Welcome")}}, {empty}), ContentKind::speaker_notes) == nullptr);
}

TEST_CASE("pptx: a shape beside the slide is told", "[draft][office]") {
    const auto draft = read_pptx(
        {{shape("Welcome") + shape("old figures", "", 13000000) + shape("in part", "", -500)}});
    CHECK(find(draft, Place::hidden, "old figures") != nullptr);
    CHECK(find(draft, Place::body, "in part") != nullptr);
    CHECK(count_contents(draft, ContentKind::cropped) == 1);
}

TEST_CASE("pptx: comments, old and new, are told with their author", "[draft][office]") {
    const PartSpec authors{
        "ppt/commentAuthors.xml",
        "<p:cmAuthorLst" + kNames +
            "><p:cmAuthor id=\"0\" name=\"Anna Berg\" initials=\"AB\" lastIdx=\"1\" "
            "clrIdx=\"0\"/></p:cmAuthorLst>",
        kType + "commentAuthors+xml", "commentAuthors"};
    const PartSpec old{
        "ppt/comments/comment1.xml",
        "<p:cmLst" + kNames +
            "><p:cm authorId=\"0\" dt=\"2020-01-06T10:00:00\" idx=\"1\"><p:pos x=\"1\" "
            "y=\"1\"/><p:text>Too long</p:text></p:cm></p:cmLst>",
        kType + "comments+xml", "comments", "ppt/slides/slide1.xml"};
    const auto draft = read_pptx({{shape("Welcome")}}, {authors, old});
    CHECK(locator_of(draft, Place::comment, "Too long") ==
          "slide 1, comment by Anna Berg, 2020-01-06T10:00");
    const PartSpec modern_authors{
        "ppt/authors.xml",
        "<p188:authorLst xmlns:p188=\"http://schemas.microsoft.com/office/powerpoint/2018/8/main\">"
        "<p188:author id=\"{A}\" name=\"Bo Lund\"/></p188:authorLst>",
        "application/vnd.ms-powerpoint.authors+xml", "authors"};
    const PartSpec modern{
        "ppt/comments/modernComment_1.xml",
        "<p188:cmLst xmlns:p188=\"http://schemas.microsoft.com/office/powerpoint/2018/8/main\"" +
            kNames +
            "><p188:cm id=\"{1}\" authorId=\"{A}\" created=\"2023-01-06T10:00:00\"><p188:txBody>"
            "<a:bodyPr/><a:p><a:r><a:t>Too short</a:t></a:r></a:p></p188:txBody></p188:cm>"
            "</p188:cmLst>",
        "application/vnd.ms-powerpoint.comments+xml", "comments", "ppt/slides/slide1.xml"};
    const auto newer = read_pptx({{shape("Welcome")}}, {modern_authors, modern});
    CHECK(
        locator_of(newer, Place::comment, "Too short").starts_with("slide 1, comment by Bo Lund"));
    CHECK(content(newer, ContentKind::comments) != nullptr);
}

TEST_CASE("pptx: a master's own words are seen, its places for words are not", "[draft][office]") {
    const PartSpec layout{"ppt/slideLayouts/slideLayout1.xml",
                          page("sldLayout", shape("Click to edit", "<p:ph type=\"title\"/>") +
                                                shape("Ministry of Ports")),
                          kType + "slideLayout+xml", "slideLayout", "ppt/slides/slide1.xml"};
    const auto draft = read_pptx({{shape("Welcome")}}, {layout});
    CHECK(find(draft, Place::body, "Ministry of Ports") != nullptr);
    CHECK(find(draft, Place::body, "Click to edit") == nullptr);
}

#include <catch2/catch.hpp>

#include "draft/office_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kAnna = " w:id=\"1\" w:author=\"Anna Berg\" w:date=\"2020-01-06T10:00:00Z\"";

PartSpec header(const std::string& inner) {
    return {"word/header1.xml", "<w:hdr" + kWordNames + ">" + inner + "</w:hdr>",
            kWord + "header+xml", "header"};
}

std::string box(const std::string& inner) {
    return "<wps:txbx><w:txbxContent>" + inner + "</w:txbxContent></wps:txbx>";
}

/// A text box as Word writes it: once for itself, once for programs before 2010.
std::string drawn_box(const std::string& text, const std::string& old_text) {
    return "<w:p><w:r><w:t>Before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice "
           "Requires=\"wps\">"
           "<w:drawing><wp:inline><wp:extent cx=\"914400\" cy=\"914400\"/><wp:docPr id=\"1\" "
           "name=\"Box\"/><a:graphic><a:graphicData "
           "uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp>"
           "<wps:cNvSpPr txBox=\"1\"/><wps:spPr/>" +
           box(para(text)) +
           "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
           "<mc:Fallback><w:pict><v:shape id=\"s1\" style=\"width:72pt;height:72pt\"><v:textbox>"
           "<w:txbxContent>" +
           para(old_text) +
           "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
           "</w:r><w:r><w:t>after</w:t></w:r></w:p>";
}

}  // namespace

TEST_CASE("docx: paragraphs are read in order, each with its number", "[draft][office]") {
    const auto draft = read_docx(para("Sir,") + "<w:p/>" + para("We withdraw."));
    const auto* const body = find(draft, Place::body, "Sir,");
    REQUIRE(body != nullptr);
    CHECK(body->text == "Sir,\n\nWe withdraw.\n");
    CHECK(locator_of(draft, Place::body, "We withdraw") == "paragraph 3");
    CHECK(draft.parts.at(0).text.starts_with("Sir,"));
    CHECK(draft.contents.empty());
    CHECK(draft.faults.empty());
}

TEST_CASE("docx: a word in many runs is one word", "[draft][office]") {
    const auto draft = read_docx(
        "<w:p><w:r><w:t>con</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:bookmarkStart "
        "w:id=\"1\""
        " w:name=\"b\"/><w:r><w:t>fiden</w:t></w:r><w:bookmarkEnd w:id=\"1\"/><w:r><w:t>tial"
        "</w:t></w:r></w:p>");
    CHECK(find(draft, Place::body, "confidential") != nullptr);
}

TEST_CASE("docx: other prefixes, character references and CDATA are read", "[draft][office]") {
    const PartSpec main{"word/document.xml",
                        "<x:document xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\">"
                        "<x:body><x:p><x:r><x:t>se&#x63;r<!-- a note --><![CDATA[et <&amp;]]>"
                        "</x:t></x:r></x:p></x:body></x:document>",
                        kWord + "document.main+xml"};
    CHECK(find(read_made(package(main, {}), "a.docx"), Place::body, "secret <&amp;") != nullptr);
}

TEST_CASE("docx: cells of a row stand on one line, rows have their place", "[draft][office]") {
    const auto cell = [](const std::string& text) { return "<w:tc>" + para(text) + "</w:tc>"; };
    const auto draft =
        read_docx(para("Before.") + "<w:tbl><w:tr>" + cell("Name") + cell("Sum") + "</w:tr><w:tr>" +
                  cell("Anna") + cell("12") + "</w:tr></w:tbl>" + para("After."));
    const auto* const body = find(draft, Place::body, "Before.");
    REQUIRE(body != nullptr);
    CHECK(body->text == "Before.\nName\tSum\nAnna\t12\nAfter.\n");
    CHECK(locator_of(draft, Place::body, "Anna") == "table 1 row 2");
    CHECK(locator_of(draft, Place::body, "After.") == "paragraph 2");
}

TEST_CASE("docx: a deletion is told with its author and is no text", "[draft][office]") {
    const auto draft = read_docx("<w:p><w:r><w:t>We </w:t></w:r><w:del" + kAnna +
                                 "><w:r><w:delText>do not </w:delText></w:r><w:r><w:delText>want "
                                 "</w:delText></w:r></w:del><w:r><w:t>agree.</w:t></w:r></w:p>");
    CHECK(find(draft, Place::body, "We agree.") != nullptr);
    CHECK(find(draft, Place::body, "do not") == nullptr);
    CHECK(locator_of(draft, Place::deletion, "do not want") ==
          "paragraph 1, deleted by Anna Berg, 2020-01-06T10:00Z");
    REQUIRE(count_contents(draft, ContentKind::tracked_changes) == 1);
    const auto& told = *content(draft, ContentKind::tracked_changes);
    CHECK(told.text == "do not want");
    CHECK(told.message.find("Anna Berg") != std::string::npos);
}

TEST_CASE("docx: an insertion is text and told", "[draft][office]") {
    const auto draft = read_docx("<w:p><w:r><w:t>We </w:t></w:r><w:ins" + kAnna +
                                 "><w:r><w:t>never </w:t></w:r></w:ins><w:r><w:t>agree.</w:t>"
                                 "</w:r></w:p>");
    CHECK(find(draft, Place::body, "We never agree.") != nullptr);
    CHECK(find(draft, Place::insertion, "never") != nullptr);
    CHECK(count_contents(draft, ContentKind::tracked_changes) == 1);
}

TEST_CASE("docx: moves, marks, rows and formats are changes too", "[draft][office]") {
    const auto told = [](const std::string& body) {
        return count_contents(read_docx(body), ContentKind::tracked_changes);
    };
    CHECK(told("<w:p><w:moveFrom" + kAnna + "><w:r><w:t>Here</w:t></w:r></w:moveFrom></w:p>") == 1);
    CHECK(told("<w:p><w:moveTo" + kAnna + "><w:r><w:t>Here</w:t></w:r></w:moveTo></w:p>") == 1);
    CHECK(told("<w:p><w:pPr><w:rPr><w:ins" + kAnna + "/></w:rPr></w:pPr></w:p>") == 1);
    CHECK(told("<w:p><w:r><w:rPr><w:b/><w:rPrChange" + kAnna +
               "><w:rPr/></w:rPrChange></w:rPr><w:t>Bold</w:t></w:r></w:p>") == 1);
    CHECK(told("<w:tbl><w:tr><w:trPr><w:ins" + kAnna + "/></w:trPr><w:tc>" + para("A") +
               "</w:tc></w:tr></w:tbl>") == 1);
    CHECK(find(read_docx("<w:p><w:moveFrom" + kAnna +
                         "><w:r><w:t>Here</w:t></w:r></w:moveFrom></w:p>"),
               Place::deletion, "Here") != nullptr);
}

TEST_CASE("docx: old looks inside a format change hide nothing", "[draft][office]") {
    const auto draft =
        read_docx("<w:p><w:r><w:rPr><w:rPrChange" + kAnna +
                  "><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>Seen</w:t></w:r></w:p>");
    CHECK(find(draft, Place::body, "Seen") != nullptr);
    CHECK(content(draft, ContentKind::hidden_text) == nullptr);
}

TEST_CASE("docx: comments have an author and the place they hang on", "[draft][office]") {
    const PartSpec comments{"word/comments.xml",
                            "<w:comments" + kWordNames + "><w:comment" + kAnna +
                                " w:initials=\"AB\">" + para("Is this true?") +
                                "</w:comment></w:comments>",
                            kWord + "comments+xml", "comments"};
    const auto draft =
        read_docx(para("First.") +
                      "<w:p><w:commentRangeStart w:id=\"1\"/><w:r><w:t>We won.</w:t></w:r>"
                      "<w:commentRangeEnd w:id=\"1\"/><w:r><w:commentReference w:id=\"1\"/></w:r>"
                      "</w:p>",
                  {comments});
    CHECK(find(draft, Place::body, "true?") == nullptr);
    CHECK(locator_of(draft, Place::comment, "Is this true?") ==
          "paragraph 2, comment by Anna Berg, 2020-01-06T10:00Z");
    REQUIRE(content(draft, ContentKind::comments) != nullptr);
    CHECK(content(draft, ContentKind::comments)->message.find("We won.") != std::string::npos);
}

TEST_CASE("docx: hidden text is hidden by its run or by a style", "[draft][office]") {
    const PartSpec styles{
        "word/styles.xml",
        "<w:styles" + kWordNames +
            "><w:style w:type=\"character\" w:styleId=\"Base\"><w:rPr><w:vanish/></w:rPr></w:style>"
            "<w:style w:type=\"character\" w:styleId=\"Note\"><w:basedOn w:val=\"Base\"/></w:style>"
            "<w:style w:type=\"paragraph\" "
            "w:styleId=\"Secret\"><w:rPr><w:vanish/></w:rPr></w:style>"
            "</w:styles>",
        kWord + "styles+xml", "styles"};
    const auto draft = read_docx(
        para("by its run", "<w:vanish/>") + para("by its style", "<w:rStyle w:val=\"Note\"/>") +
            "<w:p><w:pPr><w:pStyle w:val=\"Secret\"/></w:pPr><w:r><w:t>by its paragraph</w:t></w:r>"
            "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>shown again</w:t></w:r></w:p>" +
            para("on the web", "<w:webHidden/>") + para("", "<w:vanish/>"),
        {styles});
    CHECK(find(draft, Place::hidden, "by its run\nby its style\nby its paragraph") != nullptr);
    CHECK(find(draft, Place::body, "shown again") != nullptr);
    CHECK(find(draft, Place::body, "on the web") != nullptr);
    CHECK(count_contents(draft, ContentKind::hidden_text) == 3);
}

TEST_CASE("docx: white text on white and text of two points is unseen", "[draft][office]") {
    const auto draft = read_docx(
        para("white", "<w:color w:val=\"FFFFFF\"/>") + para("tiny", "<w:sz w:val=\"4\"/>") +
        para("on blue", "<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"0000FF\"/>") +
        "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" w:fill=\"112233\"/></w:tcPr>" +
        para("in a blue cell", "<w:color w:val=\"FFFFFF\"/>") + "</w:tc></w:tr></w:tbl>" +
        para("small", "<w:sz w:val=\"10\"/>"));
    CHECK(find(draft, Place::hidden, "white\n") != nullptr);
    CHECK(find(draft, Place::hidden, "tiny\n") != nullptr);
    CHECK(find(draft, Place::body, "on blue\nin a blue cell\nsmall") != nullptr);
    CHECK(count_contents(draft, ContentKind::unseen_text) == 2);
}

TEST_CASE("docx: a header's word art aslant is a watermark, told once", "[draft][office]") {
    const auto art = [](const std::string& id, const std::string& style, const std::string& text) {
        return "<w:p><w:r><w:pict><v:shape id=\"" + id + "\" type=\"#_x0000_t136\" style=\"" +
               style + "\"><v:textpath style=\"font-family:&quot;Calibri&quot;\" string=\"" + text +
               "\"/></v:shape></w:pict></w:r></w:p>";
    };
    const auto draft = read_docx(
        para("Text"),
        {header(art("PowerPlusWaterMarkObject357476642", "width:400pt;height:100pt", "DRAFT") +
                art("Other", "width:400pt;height:100pt;rotation:315", "DRAFT"))});
    CHECK(find(draft, Place::watermark, "DRAFT") != nullptr);
    CHECK(count_contents(draft, ContentKind::watermark) == 1);
    const auto upright =
        read_docx(para("Text"), {header(art("Logo", "width:400pt;height:100pt", "Bulletin"))});
    CHECK(content(upright, ContentKind::watermark) == nullptr);
    CHECK(find(upright, Place::body, "Bulletin") != nullptr);
}

TEST_CASE("docx: headers, notes and text boxes are text with their place", "[draft][office]") {
    const PartSpec notes{"word/footnotes.xml",
                         "<w:footnotes" + kWordNames +
                             "><w:footnote w:type=\"separator\" w:id=\"-1\">" + para("-") +
                             "</w:footnote><w:footnote w:id=\"1\">" + para("See annex.") +
                             "</w:footnote></w:footnotes>",
                         kWord + "footnotes+xml", "footnotes"};
    const auto draft = read_docx(para("Text") + drawn_box("In a box", "In a box"),
                                 {header(para("Ministry")), notes});
    CHECK(locator_of(draft, Place::body, "Ministry") == "header");
    CHECK(locator_of(draft, Place::body, "See annex.") == "footnote 1");
    CHECK(locator_of(draft, Place::body, "In a box") == "paragraph 2, text box");
    CHECK(find(draft, Place::body, "Before after") != nullptr);
}

TEST_CASE("docx: a text box is read once, and another text for old programs is hidden",
          "[draft][office]") {
    const auto same = read_docx(drawn_box("In a box", "In a box"));
    const auto* const body = find(same, Place::body, "In a box");
    REQUIRE(body != nullptr);
    CHECK(body->text.find("In a box") == body->text.rfind("In a box"));
    CHECK(find(same, Place::hidden, "In a box") == nullptr);
    const auto other = read_docx(drawn_box("In a box", "Another text"));
    CHECK(find(other, Place::hidden, "Another text") != nullptr);
    CHECK(find(other, Place::body, "Another text") == nullptr);
}

TEST_CASE("docx: a field shows its result; its code is link or hidden", "[draft][office]") {
    const auto field = [](const std::string& code, const std::string& result) {
        return "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>" + code +
               "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>" +
               result +
               "</w:t></w:r><w:r><w:fldChar "
               "w:fldCharType=\"end\"/></w:r><w:r><w:t>.</w:t></w:r></w:p>";
    };
    const auto draft = read_docx(field(" MERGEFIELD Name ", "\u00ABName\u00BB") +
                                 field(" HYPERLINK \"https://a.example/x\" ", "our page") +
                                 field(" QUOTE \"not shown\" ", "shown") +
                                 field(" INCLUDETEXT \"C:\\\\plan.docx\" ", "the plan"));
    CHECK(find(draft, Place::body, "\u00ABName\u00BB.\nour page.\nshown.\nthe plan.") != nullptr);
    CHECK(find(draft, Place::body, "MERGEFIELD") == nullptr);
    CHECK(find(draft, Place::link, "https://a.example/x") != nullptr);
    CHECK(find(draft, Place::hidden, "not shown") != nullptr);
    CHECK(content(draft, ContentKind::external_links) != nullptr);
}

TEST_CASE("docx: properties are metadata; a status that says draft is told", "[draft][office]") {
    const auto core = [](const std::string& status) {
        return "<cp:coreProperties xmlns:cp=\"" + kPackage +
               "/metadata/core-properties\" "
               "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>"
               "Minutes</dc:title><dc:creator>Anna Berg</dc:creator><cp:contentStatus>" +
               status + "</cp:contentStatus></cp:coreProperties>";
    };
    const auto draft = read_docx(para("Text"), {}, core("Entwurf"));
    CHECK(locator_of(draft, Place::metadata, "Entwurf") == "property Status");
    REQUIRE(content(draft, ContentKind::draft_status) != nullptr);
    CHECK(content(draft, ContentKind::draft_status)->locator == "property Status");
    CHECK(content(draft, ContentKind::properties)->locator == "property Author");
    const auto final = read_docx(para("Text"), {}, core("Final"));
    CHECK(content(final, ContentKind::draft_status) == nullptr);
}

TEST_CASE("docx: links, alternative texts and linked pictures are told", "[draft][office]") {
    const auto draft = read_docx(
        "<w:p><w:hyperlink r:id=\"rId7\"><w:r><w:t>here</w:t></w:r></w:hyperlink><w:r><w:drawing>"
        "<wp:inline><wp:extent cx=\"9144\" cy=\"9144\"/><wp:docPr id=\"1\" name=\"Picture\" "
        "descr=\"A map of the site\"/><a:graphic><a:graphicData "
        "uri=\"http://schemas.openxmlformats."
        "org/drawingml/2006/picture\"><pic:pic><pic:blipFill><a:blip r:link=\"rId8\"/><a:srcRect "
        "l=\"20000\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r></w:p>",
        {{"", "https://a.example/", "", "hyperlink", "", "rId7", true},
         {"", "file:///C:/maps/site.png", "", "image", "", "rId8", true}});
    CHECK(find(draft, Place::link, "https://a.example/") != nullptr);
    CHECK(find(draft, Place::alt_text, "A map of the site") != nullptr);
    CHECK(content(draft, ContentKind::external_links) != nullptr);
    CHECK(content(draft, ContentKind::cropped) != nullptr);
}

TEST_CASE("docx: templates, variables, macros and embedded files are told", "[draft][office]") {
    const PartSpec settings{"word/settings.xml",
                            "<w:settings" + kWordNames +
                                "><w:docVars><w:docVar w:name=\"client\" w:val=\"Hafen AG\"/>"
                                "</w:docVars></w:settings>",
                            kWord + "settings+xml", "settings"};
    const auto draft = read_docx(
        para("Text"),
        {settings,
         {"", "file:///S:/legal/letter.dotm", "", "attachedTemplate", settings.path, "", true},
         {"word/vbaProject.bin", "x", "", "vbaProject"},
         {"word/embeddings/plan.docx", docx(para("The secret plan.")), "", "package"}});
    CHECK(find(draft, Place::metadata, "Hafen AG") != nullptr);
    CHECK(find(draft, Place::metadata, "letter.dotm") != nullptr);
    CHECK(content(draft, ContentKind::external_links)->locator.starts_with("template"));
    CHECK(content(draft, ContentKind::macros) != nullptr);
    CHECK(content(draft, ContentKind::embedded_files) != nullptr);
    const auto* const inner = find(draft, Place::body, "The secret plan.");
    REQUIRE(inner != nullptr);
    CHECK(draft.parts[inner->part].number == "word/embeddings/plan.docx");
}

TEST_CASE("docx: where its author's own template lies is metadata only", "[draft][office]") {
    const PartSpec settings{"word/settings.xml", "<w:settings" + kWordNames + "/>",
                            kWord + "settings+xml", "settings"};
    for (const auto* const target : {"file:///C:\\Users\\anna\\Templates\\house.dotx",
                                     "Macintosh%20HD:Users:anna:house.dotx"}) {
        const auto draft =
            read_docx(para("Text"),
                      {settings, {"", target, "", "attachedTemplate", settings.path, "", true}});
        CHECK(find(draft, Place::metadata, "house.dotx") != nullptr);
        CHECK(content(draft, ContentKind::external_links) == nullptr);
    }
}

TEST_CASE("docx: the main part is the one that the package names", "[draft][office]") {
    auto main = word_main(para("The true text."));
    main.path = "word/text7.xml";
    const auto draft = read_made(
        package(main, {{"word/document.xml", word_main(para("A decoy.")).content}}), "a.docx");
    CHECK(find(draft, Place::body, "The true text.") != nullptr);
    CHECK(find(draft, Place::body, "A decoy.") == nullptr);
}

TEST_CASE("docx: a name that promises another format is a fault", "[draft][office]") {
    CHECK(has_fault(read(docx(para("Text")), {.source = "table.xlsx"}), "file-type"));
    CHECK_FALSE(has_fault(read(docx(para("Text")), {.source = "letter.dat"}), "file-type"));
}

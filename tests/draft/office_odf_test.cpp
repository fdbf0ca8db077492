#include <catch2/catch.hpp>

#include "draft/office_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kNames = [] {
    std::string names;
    for (const auto* const name :
         {"office", "text", "table", "style", "meta", "drawing", "presentation", "form", "script"})
        names += " xmlns:" + std::string(name == std::string("drawing") ? "draw" : name) +
                 "=\"urn:oasis:names:tc:opendocument:xmlns:" + name + ":1.0\"";
    return names +
           " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
           "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
           "xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\"";
}();

struct Odf {
    std::string kind = "text";  ///< "spreadsheet", "presentation"
    std::string body;
    std::string styles = {};   ///< automatic styles
    std::string masters = {};  ///< styles.xml's master styles
    std::string meta = {};
    std::string manifest = {};
};

std::string odf(const Odf& spec) {
    const auto type = "application/vnd.oasis.opendocument." + spec.kind;
    return ZipMaker::make(
        {{"mimetype", type},
         {"content.xml",
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content" + kNames +
              "><office:automatic-styles>" + spec.styles +
              "</office:automatic-styles><office:body><office:" + spec.kind + ">" + spec.body +
              "</office:" + spec.kind + "></office:body></office:document-content>",
          true},
         {"styles.xml",
          "<office:document-styles" + kNames +
              "><office:styles/><office:automatic-styles><style:page-layout style:name=\"L\"/>"
              "</office:automatic-styles><office:master-styles>" +
              spec.masters + "</office:master-styles></office:document-styles>",
          true},
         {"meta.xml",
          "<office:document-meta" + kNames + "><office:meta>" + spec.meta +
              "</office:meta></office:document-meta>",
          true},
         {"META-INF/manifest.xml",
          "<manifest:manifest "
          "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
          "manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" "
          "manifest:media-type=\"" +
              type +
              "\"/><manifest:file-entry manifest:full-path=\"content.xml\" "
              "manifest:media-type=\"text/xml\">" +
              spec.manifest +
              "</manifest:file-entry><manifest:file-entry manifest:full-path=\"styles.xml\" "
              "manifest:media-type=\"text/xml\"/><manifest:file-entry "
              "manifest:full-path=\"meta.xml\" "
              "manifest:media-type=\"text/xml\"/></manifest:manifest>",
          true}});
}

Draft read_odf(const Odf& spec) {
    const std::string ending = spec.kind == "text"          ? "odt"
                               : spec.kind == "spreadsheet" ? "ods"
                                                            : "odp";
    return read_made(odf(spec), "made." + ending);
}

std::string info(const std::string& author) {
    return "<office:change-info><dc:creator>" + author +
           "</dc:creator><dc:date>2020-01-06T10:00:00</dc:date></office:change-info>";
}

}  // namespace

TEST_CASE("odt: paragraphs, spaces and tabs are read", "[draft][office]") {
    const auto draft = read_odf(
        {.body = "<text:h text:outline-level=\"1\">Title</text:h><text:p>We<text:s text:c=\"2\"/>"
                 "<text:span>wi</text:span>thdraw<text:tab/>now.<text:line-break/>Yes.</text:p>"});
    CHECK(find(draft, Place::body, "Title\nWe  withdraw\tnow.\nYes.\n") != nullptr);
    CHECK(locator_of(draft, Place::body, "withdraw") == "paragraph 2");
    CHECK(draft.contents.empty());
    CHECK(draft.faults.empty());
}

TEST_CASE("odt: tracked changes are told with their author", "[draft][office]") {
    const auto draft = read_odf(
        {.body =
             "<text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion>" +
             info("Anna Berg") +
             "<text:p>do not </text:p></text:deletion></text:changed-region><text:changed-region "
             "text:id=\"c2\"><text:insertion>" +
             info("Bo Lund") +
             "</text:insertion></text:changed-region></text:tracked-changes><text:p>We "
             "<text:change text:change-id=\"c1\"/>agree<text:change-start text:change-id=\"c2\"/> "
             "fully<text:change-end text:change-id=\"c2\"/>.</text:p>"});
    CHECK(find(draft, Place::body, "We agree fully.") != nullptr);
    CHECK(locator_of(draft, Place::deletion, "do not") ==
          "paragraph 1, deleted by Anna Berg, 2020-01-06T10:00");
    CHECK(find(draft, Place::insertion, "fully") != nullptr);
    CHECK(count_contents(draft, ContentKind::tracked_changes) == 2);
}

TEST_CASE("odt: hidden text, paragraphs and sections are told", "[draft][office]") {
    const auto draft = read_odf(
        {.body =
             "<text:p>Seen <text:span text:style-name=\"T1\">by style</text:span></text:p>"
             "<text:section text:name=\"S\" text:display=\"none\"><text:p>by section</text:p>"
             "</text:section><text:p><text:hidden-paragraph text:condition=\"ooow:1\" "
             "text:is-hidden=\"true\"/>by paragraph</text:p><text:p><text:hidden-text "
             "text:condition=\"ooow:1\" text:string-value=\"by field\" text:is-hidden=\"true\"/>"
             "end</text:p>",
         .styles = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties "
                   "text:display=\"none\"/></style:style>"});
    for (const auto* const text : {"by style", "by section", "by paragraph", "by field"}) {
        INFO(text);
        CHECK(find(draft, Place::hidden, text) != nullptr);
        CHECK(find(draft, Place::body, text) == nullptr);
    }
    CHECK(find(draft, Place::body, "end") != nullptr);
    CHECK(count_contents(draft, ContentKind::hidden_text) == 4);
}

TEST_CASE("odt: annotations, notes, headers and watermarks have their place", "[draft][office]") {
    const auto draft = read_odf(
        {.body =
             "<text:p>We won.<office:annotation><dc:creator>Anna Berg</dc:creator><dc:date>"
             "2020-01-06T10:00:00</dc:date><text:p>Is this true?</text:p></office:annotation>"
             "<text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation>"
             "<text:note-body><text:p>See annex.</text:p></text:note-body></text:note> So "
             "there.</text:p>",
         .masters =
             "<style:master-page style:name=\"Standard\" style:page-layout-name=\"L\">"
             "<style:header><text:p>Ministry<draw:custom-shape draw:name=\""
             "PowerPlusWaterMarkObject1\"><text:p>DRAFT</text:p></draw:custom-shape></text:p>"
             "</style:header></style:master-page>"});
    CHECK(find(draft, Place::body, "We won. So there.") != nullptr);
    CHECK(locator_of(draft, Place::comment, "Is this true?") ==
          "paragraph 1, comment by Anna Berg, 2020-01-06T10:00");
    CHECK(locator_of(draft, Place::body, "See annex.") == "footnote 1");
    CHECK(locator_of(draft, Place::body, "Ministry") == "header");
    CHECK(find(draft, Place::watermark, "DRAFT") != nullptr);
    CHECK(find(draft, Place::body, "DRAFT") == nullptr);
    CHECK(count_contents(draft, ContentKind::watermark) == 1);
}

TEST_CASE("odt: properties are metadata", "[draft][office]") {
    const auto draft = read_odf(
        {.body = "<text:p>Text</text:p>",
         .meta = "<meta:initial-creator>Anna Berg</meta:initial-creator><meta:user-defined "
                 "meta:name=\"Status\">Draft</meta:user-defined>"});
    CHECK(locator_of(draft, Place::metadata, "Anna Berg") == "property Author");
    CHECK(content(draft, ContentKind::draft_status) != nullptr);
}

TEST_CASE("ods: filtered rows, hidden columns and sheets are told", "[draft][office]") {
    const auto cell = [](const std::string& text) {
        return "<table:table-cell office:value-type=\"string\"><text:p>" + text +
               "</text:p></table:table-cell>";
    };
    const auto draft = read_odf(
        {.kind = "spreadsheet",
         .body = "<table:table table:name=\"Q3\"><table:table-column/><table:table-column "
                 "table:visibility=\"collapse\"/><table:table-row>" +
                 cell("Name") + cell("Pay") +
                 "</table:table-row><table:table-row "
                 "table:visibility=\"filter\" table:number-rows-repeated=\"40\">" +
                 cell("Anna") + cell("5100") +
                 "</table:table-row><table:table-row table:number-rows-repeated=\"1048000\">"
                 "<table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>"
                 "</table:table><table:table table:name=\"Data\" table:style-name=\"ta2\">"
                 "<table:table-column/><table:table-row>" +
                 cell("officer") + "</table:table-row></table:table>",
         .styles = "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties "
                   "table:display=\"false\"/></style:style>"});
    CHECK(find(draft, Place::body, "Name\n") != nullptr);
    REQUIRE(content(draft, ContentKind::hidden_rows) != nullptr);
    CHECK(content(draft, ContentKind::hidden_rows)
              ->message.starts_with("a reader sees 1 row of sheet 'Q3', the file holds 41"));
    CHECK(content(draft, ContentKind::hidden_columns)->locator == "sheet 'Q3' column B");
    CHECK(content(draft, ContentKind::hidden_sheets)->locator == "sheet 'Data'");
    CHECK(locator_of(draft, Place::hidden, "officer") == "sheet 'Data' row 1");
}

TEST_CASE("odp: slides, hidden slides and notes are told", "[draft][office]") {
    const auto page = [](const std::string& text, const std::string& more = {},
                         const std::string& notes = {}) {
        return "<draw:page draw:name=\"p\" draw:master-page-name=\"Default\"" + more +
               "><draw:frame svg:x=\"1cm\" svg:y=\"1cm\" svg:width=\"9cm\" svg:height=\"3cm\">"
               "<draw:text-box><text:p>" +
               text + "</text:p></draw:text-box></draw:frame>" + notes + "</draw:page>";
    };
    const auto draft = read_odf(
        {.kind = "presentation",
         .body = page("Welcome", "",
                      "<presentation:notes><draw:frame><draw:text-box><text:p>Do not say this."
                      "</text:p></draw:text-box></draw:frame></presentation:notes>") +
                 page("Layoffs", " draw:style-name=\"dp2\""),
         .styles =
             "<style:style style:name=\"dp2\" style:family=\"drawing-page\">"
             "<style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>"});
    CHECK(locator_of(draft, Place::body, "Welcome") == "slide 1");
    CHECK(find(draft, Place::notes, "Do not say this.") != nullptr);
    CHECK(find(draft, Place::body, "Do not say this.") == nullptr);
    CHECK(find(draft, Place::body, "Layoffs") == nullptr);
    CHECK(locator_of(draft, Place::hidden, "Layoffs") == "slide 2");
    CHECK(content(draft, ContentKind::speaker_notes) != nullptr);
    CHECK(content(draft, ContentKind::hidden_slides) != nullptr);
}

TEST_CASE("odf: an encrypted document is told", "[draft][office]") {
    const auto draft =
        read_odf({.body = "<text:p>x</text:p>",
                  .manifest = "<manifest:encryption-data manifest:checksum=\"x\"/>"});
    CHECK(has_fault(draft, "encrypted"));
    CHECK(find(draft, Place::body, "x") == nullptr);
}

TEST_CASE("odf: a flat document is read like a package", "[draft][office]") {
    const auto draft = read_made(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document" + kNames +
            " office:mimetype=\"application/"
            "vnd.oasis.opendocument.text\"><office:meta><dc:title>Plan"
            "</dc:title></office:meta><office:body><office:text><text:p>Flat text.</text:p>"
            "</office:text></office:body></office:document>",
        "a.fodt");
    CHECK(find(draft, Place::body, "Flat text.") != nullptr);
    CHECK(find(draft, Place::metadata, "Plan") != nullptr);
}

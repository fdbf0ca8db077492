#include <catch2/catch.hpp>

#include <algorithm>

#include "draft/mime_reader.h"
#include "draft/pdf_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

Draft read_pdf_file(std::string bytes) {
    return read(std::move(bytes), {.source = "a.pdf"});
}

Draft read_page(std::string_view content, std::string_view entries = "",
                std::string_view resources = "") {
    PdfMaker pdf;
    pdf.page(content, entries, resources);
    return read_pdf_file(pdf.finish());
}

const HeldContent* held(const Draft& draft, ContentKind kind) {
    const auto found = std::ranges::find(draft.contents, kind, &HeldContent::kind);
    return found == draft.contents.end() ? nullptr : &*found;
}

/// Whether text stands at a place, whatever stands around it.
bool stands(const Draft& draft, Place place, std::string_view text) {
    return std::ranges::any_of(draft.passages, [&](const Passage& one) {
        return one.place == place && one.text.find(text) != std::string_view::npos;
    });
}

/// No finding about what a reader does not see.
bool is_silent(const Draft& draft) {
    return draft.contents.empty() && draft.faults.empty();
}

}  // namespace

TEST_CASE("pdf: text is read by page, and each page is a place", "[draft][pdf]") {
    PdfMaker pdf;
    pdf.page(words("The bridge opens in May."));
    pdf.page(words("Not before noon."));
    const Draft draft = read_pdf_file(pdf.finish());
    CHECK(draft.kind == Kind::file);
    REQUIRE(stands(draft, Place::body, "The bridge opens in May."));
    const auto& part = draft.parts.at(0);
    REQUIRE(part.locators.size() == 2);
    CHECK(part.locators[0].name == "page 1");
    CHECK(part.locators[1].name == "page 2");
    CHECK(part.text.substr(part.locators[1].at).starts_with("Not before noon."));
    CHECK(is_silent(draft));
}

TEST_CASE("pdf: text under a black box is covered, and quoted", "[draft][pdf]") {
    const Draft draft = read_page(words("The informant is John Smith of Leeds.") +
                                  "0 g 160 695 150 18 re f\n" + words("He lives here.", 650));
    const auto* const covered = held(draft, ContentKind::covered_text);
    REQUIRE(covered != nullptr);
    CHECK(covered->text.find("John Smith") != std::string::npos);
    CHECK(covered->locator == "page 1");
    CHECK(stands(draft, Place::hidden, "John Smith"));
    CHECK_FALSE(stands(draft, Place::body, "John Smith"));
    CHECK(stands(draft, Place::body, "The informant"));
    CHECK(stands(draft, Place::body, "He lives here."));
}

TEST_CASE("pdf: a box under text, a frame and a marker cover nothing", "[draft][pdf]") {
    const std::string shade = "0.8 g 60 690 400 25 re f 0 g\n";
    CHECK(is_silent(read_page(shade + words("In a shaded row."))));
    const std::string frame = "60 690 400 25 re 62 692 396 21 re f*\n";
    CHECK(is_silent(read_page(words("In a frame.") + frame)));
    const std::string marker = "/G gs 1 1 0 rg 60 690 400 25 re f\n";
    for (const auto* const state : {"/ca 0.4", "/BM/Multiply"})
        CHECK(is_silent(read_page(words("Marked with a pen.") + marker, "",
                                  fmt::format("/ExtGState<</G<<{}>>>>", state))));
}

TEST_CASE("pdf: a picture over text covers it", "[draft][pdf]") {
    const std::string picture = "q 300 0 0 20 60 692 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \1 EI Q\n";
    const Draft draft = read_page(words("Under a picture.") + picture);
    CHECK(held(draft, ContentKind::covered_text) != nullptr);
    CHECK(stands(draft, Place::hidden, "Under a picture."));
}

TEST_CASE("pdf: white text on paper is not seen, on a dark row it is", "[draft][pdf]") {
    const Draft draft = read_page(words("Nobody sees this.", 700, "1 g"));
    REQUIRE(held(draft, ContentKind::unseen_text) != nullptr);
    CHECK(stands(draft, Place::hidden, "Nobody sees this."));
    CHECK_FALSE(stands(draft, Place::body, "Nobody"));
    CHECK(is_silent(read_page("0 0 0.6 rg 60 690 400 25 re f\n" + words("Heading", 700, "1 g"))));
}

TEST_CASE("pdf: black text on a black bar is not seen", "[draft][pdf]") {
    const Draft draft = read_page("0 g 60 690 400 25 re f\n" + words("Struck out in black"));
    CHECK(held(draft, ContentKind::unseen_text) != nullptr);
}

TEST_CASE("pdf: tiny text is not seen", "[draft][pdf]") {
    const Draft draft =
        read_page("BT /F1 0.5 Tf 72 700 Td (Too small for any eye) Tj ET\n" + words("Seen", 600));
    REQUIRE(held(draft, ContentKind::unseen_text) != nullptr);
    CHECK(stands(draft, Place::hidden, "Too small"));
    CHECK(stands(draft, Place::body, "Seen"));
}

TEST_CASE("pdf: text in render mode 3 is invisible", "[draft][pdf]") {
    const Draft draft = read_page(words("Seen.") + words("Written in air.", 650, "3 Tr"));
    const auto* const invisible = held(draft, ContentKind::invisible_text);
    REQUIRE(invisible != nullptr);
    CHECK(invisible->text == "Written in air.");
    CHECK(stands(draft, Place::hidden, "Written in air."));
}

TEST_CASE("pdf: the credit that a program leaves in no colour tells nothing", "[draft][pdf]") {
    CHECK(is_silent(
        read_page(words("Seen.") + words("Powered by EXPDF \\(www.expdf.example\\)", 50, "3 Tr"))));
}

TEST_CASE("pdf: the invisible text of a scanned page is its text", "[draft][pdf]") {
    const std::string scan = "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \1 EI Q\n";
    const Draft draft = read_page(scan + words("As the scanner read it.", 700, "3 Tr"));
    CHECK(stands(draft, Place::body, "As the scanner read it."));
    CHECK(is_silent(draft));
    // Some put the picture over the text.
    CHECK(is_silent(read_page(words("As the scanner read it.") + scan)));
}

TEST_CASE("pdf: text outside the crop box is cropped", "[draft][pdf]") {
    const Draft draft =
        read_page(words("Shown.", 400) + words("Cut off.", 700), "/CropBox[0 0 612 600]");
    REQUIRE(held(draft, ContentKind::cropped) != nullptr);
    CHECK(held(draft, ContentKind::cropped)->text == "Cut off.");
    CHECK(stands(draft, Place::hidden, "Cut off."));
    CHECK_FALSE(stands(draft, Place::body, "Cut off."));
}

TEST_CASE("pdf: text on a layer that is off is hidden", "[draft][pdf]") {
    PdfMaker pdf;
    const int layer = pdf.add("<</Type/OCG/Name(Notes)>>");
    pdf.page(words("Shown.") + "/OC /L BDC\n" + words("Switched off.", 650) + "EMC\n", "",
             fmt::format("/Properties<</L {} 0 R>>", layer));
    pdf.catalog_entries = fmt::format("/OCProperties<</OCGs[{0} 0 R]/D<</OFF[{0} 0 R]>>>>", layer);
    const Draft draft = read_pdf_file(pdf.finish());
    REQUIRE(held(draft, ContentKind::hidden_text) != nullptr);
    CHECK(held(draft, ContentKind::hidden_text)->text == "Switched off.");
    CHECK_FALSE(stands(draft, Place::body, "Switched off."));
}

TEST_CASE("pdf: DRAFT across the page, and marked watermarks", "[draft][pdf]") {
    const std::string slanted = "BT 0.8 g /F1 90 Tf 0.7 0.7 -0.7 0.7 150 200 Tm (DRAFT) Tj ET\n";
    const std::string marked =
        "/Artifact <</Type/Pagination/Subtype/Watermark>> BDC\n" + words("DRAFT", 300) + "EMC\n";
    for (const auto& mark : {slanted, marked}) {
        const Draft draft = read_page(mark + words("A letter."));
        const auto* const watermark = held(draft, ContentKind::watermark);
        REQUIRE(watermark != nullptr);
        CHECK(watermark->text == "DRAFT");
        CHECK(stands(draft, Place::watermark, "DRAFT"));
        CHECK(stands(draft, Place::body, "A letter."));
        CHECK_FALSE(stands(draft, Place::body, "DRAFT"));
    }
}

TEST_CASE("pdf: annotations with author and page; pop-ups belong to theirs", "[draft][pdf]") {
    PdfMaker pdf;
    const int note = pdf.add(
        "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/T(Anna)/Contents(Is this cleared?)"
        "/M(D:20240501120000Z)>>");
    const int popup =
        pdf.add(fmt::format("<</Type/Annot/Subtype/Popup/Rect[40 10 90 30]/Parent {} 0 R>>", note));
    const int redaction = pdf.add("<</Type/Annot/Subtype/Redact/Rect[10 50 30 60]>>");
    const int link = pdf.add(
        "<</Type/Annot/Subtype/Link/Rect[1 1 2 2]/A<</S/URI/URI(https://example.org/x)>>>>");
    pdf.page(words("A letter."),
             fmt::format("/Annots[{} 0 R {} 0 R {} 0 R {} 0 R]", note, popup, redaction, link));
    const Draft draft = read_pdf_file(pdf.finish());
    CHECK(stands(draft, Place::comment, "Is this cleared?"));
    CHECK(stands(draft, Place::link, "https://example.org/x"));
    REQUIRE(draft.contents.size() == 2);
    CHECK(draft.contents[0].kind == ContentKind::annotations);
    CHECK(draft.contents[0].message == "an annotation: note by Anna, 2024-05-01");
    CHECK(draft.contents[0].text == "Is this cleared?");
    CHECK(draft.contents[0].locator == "page 1");
    CHECK(draft.contents[1].message == "an annotation: redaction that was not applied");
}

TEST_CASE("pdf: what was typed into a form, seen or hidden", "[draft][pdf]") {
    PdfMaker pdf;
    const int shown =
        pdf.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Bob Brown)/Rect[10 10 90 30]>>");
    const int hidden = pdf.add(
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/V(Pay him off)/F 2/Rect[10 50 90 60]>>");
    pdf.page(words("A form."), fmt::format("/Annots[{} 0 R {} 0 R]", shown, hidden));
    pdf.catalog_entries = fmt::format("/AcroForm<</Fields[{} 0 R {} 0 R]>>", shown, hidden);
    const Draft draft = read_pdf_file(pdf.finish());
    CHECK(stands(draft, Place::body, "Bob Brown"));
    CHECK(stands(draft, Place::hidden, "Pay him off"));
    REQUIRE(draft.contents.size() == 2);
    CHECK(draft.contents[0].kind == ContentKind::form_fields);
    CHECK(draft.contents[0].locator == "form field name");
}

TEST_CASE("pdf: embedded files are parts of their own", "[draft][pdf]") {
    PdfMaker pdf;
    const int file = pdf.stream("Dear Sir, withdraw the offer.", "/Type/EmbeddedFile");
    const int specification =
        pdf.add(fmt::format("<</Type/Filespec/F(notes.txt)/EF<</F {} 0 R>>>>", file));
    pdf.page(words("A letter."));
    pdf.catalog_entries =
        fmt::format("/Names<</EmbeddedFiles<</Names[(notes.txt) {} 0 R]>>>>", specification);
    const Draft draft = read_pdf_file(pdf.finish());
    CHECK(held(draft, ContentKind::embedded_files) != nullptr);
    REQUIRE(draft.parts.size() == 2);
    CHECK(draft.parts[1].filename == "notes.txt");
    CHECK(stands(draft, Place::body, "withdraw the offer"));
}

TEST_CASE("pdf: an update that takes text away leaves it in the file", "[draft][pdf]") {
    PdfMaker pdf;
    pdf.page(words("We regret the loss.") + words("It was our fault.", 650));
    const std::string now = words("We regret the loss.");
    const Draft draft = read_pdf_file(PdfMaker::update(
        pdf.finish(), 3, fmt::format("<</Length {}>>\nstream\n{}\nendstream", now.size(), now)));
    const auto* const before = held(draft, ContentKind::previous_versions);
    REQUIRE(before != nullptr);
    CHECK(before->text == "It was our fault.");
    CHECK(before->locator == "version 1, page 1");
    CHECK(stands(draft, Place::hidden, "It was our fault."));
    CHECK_FALSE(stands(draft, Place::body, "It was our fault."));
}

TEST_CASE("pdf: properties, and a status that says draft", "[draft][pdf]") {
    PdfMaker pdf;
    pdf.page(words("A letter."));
    pdf.information =
        "/Title(Draft Bill, second reading)/Author(Anna)/Company(Example Ltd)"
        "/Status(Draft)/Producer(Maker)";
    const int packet = pdf.stream(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description xmp:CreatorTool='Word'>"
        "<pdf:Keywords>merger &amp; price</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>");
    pdf.catalog_entries = fmt::format("/Metadata {} 0 R", packet);
    const Draft draft = read_pdf_file(pdf.finish());
    for (const auto* const text : {"Draft Bill", "Anna", "Example Ltd", "Word", "merger & price"})
        CHECK(stands(draft, Place::metadata, text));
    const auto* const status = held(draft, ContentKind::draft_status);
    REQUIRE(status != nullptr);
    CHECK(status->message == "the property Status says that it is a draft");
    CHECK(std::ranges::count(draft.contents, ContentKind::draft_status, &HeldContent::kind) == 1);
}

TEST_CASE("pdf: a title that says draft, and one that speaks of drafts", "[draft][pdf]") {
    const auto says_draft = [](std::string_view title) {
        PdfMaker pdf;
        pdf.page(words("A letter."));
        pdf.information = fmt::format("/Title({})", title);
        return held(read_pdf_file(pdf.finish()), ContentKind::draft_status) != nullptr;
    };
    for (const auto* const title : {"DRAFT", "Draft - Annual report", "Annual report [draft 3]",
                                    "report_draft_v2.docx", "Annual report - Entwurf"})
        CHECK(says_draft(title));
    for (const auto* const title : {"Draft Bill on water", "The draft regulations 2024",
                                    "Draftsman's handbook", "Annual report"})
        CHECK_FALSE(says_draft(title));
}

TEST_CASE("pdf: scripts and programs that start", "[draft][pdf]") {
    PdfMaker pdf;
    pdf.page(words("A letter."));
    pdf.catalog_entries =
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))"
        "/Next<</S/Launch/F(run.exe)>>>>";
    const Draft draft = read_pdf_file(pdf.finish());
    REQUIRE(draft.contents.size() == 2);
    CHECK(draft.contents[0].kind == ContentKind::macros);
    CHECK(draft.contents[0].text == "app.alert(1)");
    CHECK(draft.contents[1].text == "run.exe");
}

TEST_CASE("pdf: a PDF in a mail is read with its part", "[draft][pdf]") {
    PdfMaker pdf;
    pdf.page(words("Under embargo until noon."));
    const Draft draft = read(
        "From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\n"
        "Content-Type: application/pdf; name=\"a.pdf\"\n"
        "Content-Transfer-Encoding: binary\n\n" +
        pdf.finish());
    CHECK(stands(draft, Place::body, "Under embargo until noon."));
}

TEST_CASE("pdf: large words are a watermark when faint on paper only", "[draft][pdf]") {
    const auto large = [](std::string_view colour, std::string_view text) {
        return fmt::format("BT {} /F1 80 Tf 1 0 0 1 60 400 Tm ({}) Tj ET\n", colour, text);
    };
    CHECK(held(read_page(large("0.85 g", "SAMPLE")), ContentKind::watermark) != nullptr);
    CHECK(is_silent(read_page(large("0 g", "Annual report"))));
    CHECK(is_silent(read_page("0 0 0.4 rg 0 0 612 792 re f\n" + large("1 g", "Report"))));
    CHECK(is_silent(read_page(large("0.85 g", "01"))));
}

TEST_CASE("pdf: a line over the edge is a slip, a line beyond it is not", "[draft][pdf]") {
    const auto at = [](int x, std::string_view text) {
        return fmt::format("BT /F1 12 Tf 1 0 0 1 {} 700 Tm ({}) Tj ET\n", x, text);
    };
    CHECK(is_silent(read_page(at(560, "over the edge"))));
    CHECK(held(read_page(words("Seen.", 600) + at(700, "beyond the page")), ContentKind::cropped) !=
          nullptr);
}

TEST_CASE("pdf: a line torn apart by justification is one line", "[draft][pdf]") {
    const auto line = [](int y, int gap, std::string_view text) {
        return fmt::format("BT /F1 12 Tf {} Tw 1 0 0 1 72 {} Tm ({}) Tj ET\n", gap, y, text);
    };
    const Draft torn = read_page(line(700, 20, "papers and draft Bills at hand"));
    CHECK(stands(torn, Place::body, "papers and draft Bills at hand\n"));
    // Cells of a column are painted line by line.
    std::string column;
    for (const auto* const cell : {"Draft", "Final", "Signed"})
        column += line(700 - static_cast<int>(column.size() / 4), 0, cell);
    CHECK(stands(read_page(column), Place::body, "Draft\n"));
}

TEST_CASE("pdf: bookmarks are metadata", "[draft][pdf]") {
    PdfMaker pdf;
    pdf.page(words("A letter."));
    const int item = pdf.add("<</Title(Merger plan)>>");
    const int outline = pdf.add(fmt::format("<</First {0} 0 R/Last {0} 0 R/Count 1>>", item));
    pdf.catalog_entries = fmt::format("/Outlines {} 0 R", outline);
    CHECK(stands(read_pdf_file(pdf.finish()), Place::metadata, "Merger plan"));
}

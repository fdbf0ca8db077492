#include <catch2/catch.hpp>

#include "draft/office_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

const std::string kNames =
    " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" + kOffice +
    "\"";
const std::string kType = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

struct Sheet {
    std::string name;
    std::string rows;         ///< the inside of sheetData
    std::string state = {};   ///< "hidden", "veryHidden"
    std::string before = {};  ///< what stands before sheetData
    std::string after = {};   ///< and behind it
};

std::string xlsx(const std::vector<Sheet>& sheets, std::vector<PartSpec> parts = {},
                 const std::string& names = {}) {
    std::string list;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const auto& sheet = sheets[i];
        const auto number = std::to_string(i + 1);
        list += "<sheet name=\"" + sheet.name + "\" sheetId=\"" + number + "\"" +
                (sheet.state.empty() ? "" : " state=\"" + sheet.state + "\"") + " r:id=\"rIdS" +
                number + "\"/>";
        parts.push_back({"xl/worksheets/sheet" + number + ".xml",
                         "<worksheet" + kNames + ">" + sheet.before + "<sheetData>" + sheet.rows +
                             "</sheetData>" + sheet.after + "</worksheet>",
                         kType + "worksheet+xml", "worksheet", "", "rIdS" + number});
    }
    return package({"xl/workbook.xml",
                    "<workbook" + kNames + "><sheets>" + list + "</sheets>" + names + "</workbook>",
                    kType + "sheet.main+xml"},
                   parts);
}

Draft read_xlsx(const std::vector<Sheet>& sheets, std::vector<PartSpec> parts = {},
                const std::string& names = {}) {
    return read_made(xlsx(sheets, std::move(parts), names), "table.xlsx");
}

std::string cell(const std::string& at, const std::string& text, const std::string& more = {}) {
    return "<c r=\"" + at + "\" t=\"inlineStr\"" + more + "><is><t>" + text + "</t></is></c>";
}

std::string row(int number, const std::string& cells, const std::string& more = {}) {
    return "<row r=\"" + std::to_string(number) + "\"" + more + ">" + cells + "</row>";
}

}  // namespace

TEST_CASE("xlsx: rows are lines with tabs, strings shared or inline", "[draft][office]") {
    const PartSpec strings{
        "xl/sharedStrings.xml",
        "<sst" + kNames +
            "><si><t>Name</t></si><si><r><t>An</t></r><r><t>na</t></r><rPh sb=\"0\" "
            "eb=\"1\"><t>x</t></rPh></si></sst>",
        kType + "sharedStrings+xml", "sharedStrings"};
    const auto draft = read_xlsx(
        {{"Q3", row(1, "<c r=\"A1\" t=\"s\"><v>0</v></c>" + cell("B1", "Sum")) +
                    row(2,
                        "<c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><f>6*7</f><v>42</v></c>"
                        "<c r=\"C2\" t=\"b\"><v>1</v></c>")}},
        {strings});
    const auto* const body = find(draft, Place::body, "Name");
    REQUIRE(body != nullptr);
    CHECK(body->text == "Name\tSum\nAnna\t42\tTRUE\n");
    CHECK(locator_of(draft, Place::body, "Anna") == "sheet 'Q3' row 2");
    CHECK(draft.contents.empty());
    CHECK(draft.faults.empty());
}

TEST_CASE("xlsx: rows that a filter hides are counted and told", "[draft][office]") {
    std::string rows;
    for (int i = 1; i <= 33000; ++i)
        rows += row(i, cell("A" + std::to_string(i), "Person " + std::to_string(i)),
                    i > 150 ? " hidden=\"1\"" : "");
    const auto draft = read_xlsx({{"Cases", rows, "", "", "<autoFilter ref=\"A1:A33000\"/>"}});
    REQUIRE(content(draft, ContentKind::hidden_rows) != nullptr);
    const auto& told = *content(draft, ContentKind::hidden_rows);
    CHECK(
        told.message.starts_with("a reader sees 150 rows of sheet 'Cases', the file holds 33,000"));
    CHECK(told.count == 32850);
    CHECK(told.locator == "sheet 'Cases' rows 151 to 33000");
    CHECK(told.text.starts_with("Person 151"));
    CHECK(find(draft, Place::body, "Person 151\n") == nullptr);
    CHECK(locator_of(draft, Place::hidden, "Person 32000") == "sheet 'Cases' row 32000");
}

TEST_CASE("xlsx: rows without values, shown by height or hidden by it", "[draft][office]") {
    const auto draft = read_xlsx(
        {{"A", row(1, cell("A1", "seen")) + row(2, "<c r=\"A2\" s=\"1\"/>", " hidden=\"1\"") +
                   row(3, "", " hidden=\"1\"")}});
    CHECK(draft.contents.empty());
    const auto flat =
        read_xlsx({{"A", row(1, cell("A1", "flat"), " ht=\"0\" customHeight=\"1\"")}});
    CHECK(content(flat, ContentKind::hidden_rows) != nullptr);
}

TEST_CASE("xlsx: hidden and very hidden sheets are told with their rows", "[draft][office]") {
    std::string rows;
    for (int i = 1; i <= 100; ++i) rows += row(i, cell("A" + std::to_string(i), "officer"));
    const auto draft = read_xlsx({{"Table", row(1, cell("A1", "seen"))},
                                  {"Data", rows, "hidden"},
                                  {"Source", rows, "veryHidden"},
                                  {"Empty", "", "hidden"}});
    REQUIRE(count_contents(draft, ContentKind::hidden_sheets) == 1);
    const auto& told = *content(draft, ContentKind::hidden_sheets);
    CHECK(told.message == "sheet 'Data' is hidden and holds 100 rows");
    CHECK(told.count == 100);
    CHECK(content(draft, ContentKind::very_hidden_sheets)->locator == "sheet 'Source'");
    CHECK(find(draft, Place::body, "officer") == nullptr);
    CHECK(find(draft, Place::hidden, "officer") != nullptr);
}

TEST_CASE("xlsx: hidden columns are told", "[draft][office]") {
    const auto draft =
        read_xlsx({{"A", row(1, cell("A1", "Name") + cell("B1", "Salary") + cell("C1", "City")), "",
                    "<cols><col min=\"2\" max=\"2\" width=\"9\" hidden=\"1\"/></cols>"}});
    CHECK(find(draft, Place::body, "Name\tCity") != nullptr);
    CHECK(find(draft, Place::hidden, "Salary") != nullptr);
    REQUIRE(content(draft, ContentKind::hidden_columns) != nullptr);
    CHECK(content(draft, ContentKind::hidden_columns)->locator == "sheet 'A' column B");
}

TEST_CASE("xlsx: white letters and an empty number format are unseen", "[draft][office]") {
    const PartSpec styles{
        "xl/styles.xml",
        "<styleSheet" + kNames +
            "><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\";;;\"/></numFmts>"
            "<fonts count=\"2\"><font><sz val=\"11\"/></font><font><color "
            "rgb=\"FFFFFFFF\"/></font></fonts>"
            "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
            "patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor "
            "rgb=\"FF000080\"/></patternFill></fill></fills><borders "
            "count=\"1\"><border/></borders>"
            "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"4\">"
            "<xf fontId=\"0\" fillId=\"0\" numFmtId=\"0\"/><xf fontId=\"1\" fillId=\"0\" "
            "numFmtId=\"0\"/>"
            "<xf fontId=\"1\" fillId=\"2\" numFmtId=\"0\"/><xf fontId=\"0\" fillId=\"0\" "
            "numFmtId=\"170\"/></cellXfs></styleSheet>",
        kType + "styles+xml", "styles"};
    const auto draft = read_xlsx(
        {{"A", row(1, cell("A1", "black") + cell("B1", "white", " s=\"1\"") +
                          cell("C1", "on blue", " s=\"2\"") + cell("D1", "formless", " s=\"3\""))}},
        {styles});
    CHECK(find(draft, Place::body, "black\ton blue\n") != nullptr);
    CHECK(find(draft, Place::hidden, "white\tformless\n") != nullptr);
    CHECK(content(draft, ContentKind::unseen_text) != nullptr);
}

TEST_CASE("xlsx: comments, old and threaded, are told with cell and author", "[draft][office]") {
    const PartSpec old{"xl/comments1.xml",
                       "<comments" + kNames +
                           "><authors><author>Anna Berg</author><author>tc={1}</author></authors>"
                           "<commentList><comment ref=\"A1\" authorId=\"0\"><text><r><t>Check this"
                           "</t></r></text></comment><comment ref=\"A2\" authorId=\"1\"><text><t>"
                           "[Threaded comment]</t></text></comment></commentList></comments>",
                       kType + "comments+xml", "comments", "xl/worksheets/sheet1.xml"};
    const PartSpec threads{
        "xl/threadedComments/threadedComment1.xml",
        "<ThreadedComments xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/"
        "threadedcomments\"><threadedComment ref=\"A2\" personId=\"{P}\" id=\"{C}\"><text>Really?"
        "</text></threadedComment></ThreadedComments>",
        "application/vnd.ms-excel.threadedcomments+xml", "threadedComment",
        "xl/worksheets/sheet1.xml"};
    const PartSpec persons{"xl/persons/person.xml",
                           "<personList xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/"
                           "2018/threadedcomments\"><person displayName=\"Bo Lund\" id=\"{P}\"/>"
                           "</personList>",
                           "application/vnd.ms-excel.person+xml", "person"};
    const auto draft = read_xlsx({{"A", row(1, cell("A1", "1")) + row(2, cell("A2", "2"))}},
                                 {old, threads, persons});
    CHECK(locator_of(draft, Place::comment, "Check this") ==
          "sheet 'A' cell A1, comment by Anna Berg");
    CHECK(locator_of(draft, Place::comment, "Really?") == "sheet 'A' cell A2, comment by Bo Lund");
    CHECK(count_contents(draft, ContentKind::comments) == 2);
}

TEST_CASE("xlsx: a pivot table's kept rows are told", "[draft][office]") {
    const PartSpec definition{
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "<pivotCacheDefinition" + kNames +
            " recordCount=\"2\"><cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:B3\" "
            "sheet=\"Staff\"/></cacheSource><cacheFields count=\"2\"><cacheField "
            "name=\"Name\"><sharedItems>"
            "<s v=\"Anna\"/><s v=\"Bo\"/></sharedItems></cacheField><cacheField "
            "name=\"Pay\"><sharedItems/>"
            "</cacheField></cacheFields></pivotCacheDefinition>",
        kType + "pivotCacheDefinition+xml", "pivotCacheDefinition"};
    const PartSpec records{
        "xl/pivotCache/pivotCacheRecords1.xml",
        "<pivotCacheRecords" + kNames +
            "><r><x v=\"0\"/><n v=\"5100\"/></r><r><x v=\"1\"/><n v=\"4900\"/></r>"
            "</pivotCacheRecords>",
        kType + "pivotCacheRecords+xml", "pivotCacheRecords", definition.path};
    const auto draft = read_xlsx({{"Summary", row(1, cell("A1", "total"))}}, {definition, records});
    CHECK(find(draft, Place::hidden, "Bo\t4900") != nullptr);
    REQUIRE(content(draft, ContentKind::pivot_cache) != nullptr);
    CHECK(content(draft, ContentKind::pivot_cache)->message ==
          "a pivot table keeps 2 rows of its source 'Staff'");
}

TEST_CASE("xlsx: links to other workbooks and their kept values are told", "[draft][office]") {
    const PartSpec link{
        "xl/externalLinks/externalLink1.xml",
        "<externalLink" + kNames +
            "><externalBook r:id=\"rId1\"><sheetNames><sheetName val=\"Pay\"/></sheetNames>"
            "<sheetDataSet><sheetData sheetId=\"0\"><row r=\"1\"><cell r=\"A1\" t=\"str\">"
            "<v>secret pay</v></cell></row></sheetData></sheetDataSet></externalBook>"
            "</externalLink>",
        kType + "externalLink+xml", "externalLink"};
    const auto draft = read_xlsx(
        {{"A", row(1, cell("A1", "1"))}},
        {link, {"", "file:///S:/hr/pay.xlsx", "", "externalLinkPath", link.path, "rId1", true}});
    CHECK(find(draft, Place::metadata, "file:///S:/hr/pay.xlsx") != nullptr);
    CHECK(content(draft, ContentKind::external_links) != nullptr);
    REQUIRE(content(draft, ContentKind::cached_values) != nullptr);
    CHECK(find(draft, Place::hidden, "secret pay") != nullptr);
}

TEST_CASE("xlsx: headers, names and links are read", "[draft][office]") {
    const auto draft = read_xlsx(
        {{"A", row(1, cell("A1", "1")), "", "",
          "<hyperlinks><hyperlink ref=\"A1\" r:id=\"rId9\"/></hyperlinks><headerFooter><oddHeader>"
          "&amp;C&amp;\"Arial,Bold\"&amp;12Internal only&amp;R&amp;P</oddHeader></headerFooter>"}},
        {{"", "https://a.example/", "", "hyperlink", "xl/worksheets/sheet1.xml", "rId9", true}},
        "<definedNames><definedName name=\"Bonus\">A!$A$1</definedName></definedNames>");
    CHECK(locator_of(draft, Place::body, "Internal only") == "sheet 'A' header");
    CHECK(find(draft, Place::body, "Arial") == nullptr);
    CHECK(find(draft, Place::metadata, "Bonus") != nullptr);
    CHECK(find(draft, Place::link, "https://a.example/") != nullptr);
}

TEST_CASE("xlsx: a missing sheet is damaged", "[draft][office]") {
    const auto draft =
        read(package({"xl/workbook.xml",
                      "<workbook" + kNames +
                          "><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
                          "</workbook>",
                      kType + "sheet.main+xml"},
                     {}),
             {.source = "a.xlsx"});
    CHECK(has_fault(draft, "damaged"));
}

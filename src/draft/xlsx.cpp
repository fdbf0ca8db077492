// Excel workbooks: XLSX, XLSM and their templates.
// source: ECMA-376 part 1, 12 (parts) and 18
#include <fmt/format.h>

#include "base/text.h"
#include "draft/office.h"
#include "draft/office_text.h"
#include "draft/xlsx_parts.h"
#include "draft/xlsx_sheet.h"

namespace sendguard::draft {
namespace {

struct SheetEntry {
    std::string name, id;
    SheetState state = SheetState::visible;
};

struct Workbook {
    OfficePackage& package;
    std::vector<Relation> relations = {};
    std::vector<SheetEntry> sheets = {};
    SharedStrings strings = {};
    std::vector<bool> unseen = {};
    Persons persons = {};
};

SheetState state_of(std::string_view word) {
    if (word == "hidden") return SheetState::hidden;
    if (word == "veryHidden") return SheetState::very_hidden;
    return SheetState::visible;
}

void read_workbook(Workbook& book, std::string_view main) {
    const auto bytes = book.package.read_xml(main);
    auto& text = book.package.text();
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        if (xml.name() == "sheet") {
            book.sheets.push_back({to_valid_utf8(xml.attribute("name")),
                                   std::string(xml.prefixed("id")),
                                   state_of(xml.attribute("state"))});
        } else if (xml.name() == "definedName") {
            const auto name = to_valid_utf8(xml.attribute("name"));
            if (name.starts_with("_xlnm.")) continue;
            text.at("defined name " + name);
            text.add_line(Place::metadata, name + " " + xml.inner_text(), "defined name");
        }
    }
    book.package.finish_xml(xml, main);
}

/// Runs `read` over the part of a relation, if there is one.
template <class Read>
void with_part(Workbook& book, std::string_view type, Read read) {
    const auto* const relation = find_relation(book.relations, type);
    if (relation == nullptr || relation->external) return;
    const auto bytes = book.package.read_xml(relation->target);
    XmlReader xml(bytes);
    read(xml);
    book.package.finish_xml(xml, relation->target);
}

void read_sheet_parts(Workbook& book, const std::vector<Relation>& relations,
                      const SheetNames& names) {
    for (const auto& relation : relations) {
        if (relation.external) {
            book.package.text().at(names.locator);
            if (relation.type != "hyperlink") note_external(book.package.text(), relation);
        } else if (relation.type == "comments") {
            read_sheet_comments(book.package, relation.target, names);
        } else if (relation.type == "threadedComment") {
            read_threaded_comments(book.package, relation.target, names, book.persons);
        } else if (relation.type == "drawing") {
            read_sheet_drawing(book.package, relation.target, names);
        }
    }
}

void read_sheet(Workbook& book, const SheetEntry& entry) {
    const auto* const relation = find_relation_id(book.relations, entry.id);
    if (relation == nullptr || relation->external || !book.package.has(relation->target)) {
        book.package.text().fault(FaultClass::unreadable, "damaged",
                                  fmt::format("sheet '{}' of the workbook is missing", entry.name));
        return;
    }
    const auto relations = book.package.relations(relation->target);
    {
        const auto bytes = book.package.read_xml(relation->target);
        XmlReader xml(bytes);
        const SheetContext context{.name = entry.name,
                                   .state = entry.state,
                                   .strings = book.strings,
                                   .unseen = book.unseen};
        SheetReader(book.package, context, relations).read(xml);
        book.package.finish_xml(xml, relation->target);
    }
    read_sheet_parts(book, relations,
                     {.locator = fmt::format("sheet '{}'", entry.name),
                      .hidden = entry.state != SheetState::visible});
}

void read_other_parts(Workbook& book) {
    for (const auto& relation : book.relations) {
        if (relation.external) continue;
        if (relation.type == "pivotCacheDefinition")
            read_pivot_cache(book.package, relation.target);
        if (relation.type == "externalLink") read_external_link(book.package, relation.target);
        if (relation.type == "connections") read_connections(book.package, relation.target);
        if (relation.type == "revisionHeaders") read_revisions(book.package, relation.target);
    }
}

}  // namespace

void read_xlsx(OfficePackage& package, std::string_view main) {
    Workbook book{.package = package};
    book.relations = package.relations(main);
    read_workbook(book, main);
    with_part(book, "sharedStrings", [&](XmlReader& xml) { book.strings.read(xml); });
    with_part(book, "styles", [&](XmlReader& xml) { book.unseen = read_unseen_formats(xml); });
    with_part(book, "person", [&](XmlReader& xml) { book.persons = read_persons(xml); });
    for (const auto& sheet : book.sheets) read_sheet(book, sheet);
    read_other_parts(book);
}

}  // namespace sendguard::draft

// OOXML documents: which one it is, by its content, and what stands in packages of every kind:
// properties, embedded files, macros.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "draft/formats.h"
#include "draft/office.h"
#include "draft/office_properties.h"

namespace sendguard::draft {
namespace {

constexpr std::string_view kContentTypes = "[Content_Types].xml";

enum class OfficeKind : std::uint8_t { unknown, word, sheet, slides, binary_sheet };

OfficeKind kind_of_type(std::string_view type) {
    const auto has = [&](std::string_view part) { return type.find(part) != type.npos; };
    if (has("sheet.binary")) return OfficeKind::binary_sheet;
    if (has("wordprocessingml") || has("ms-word")) return OfficeKind::word;
    if (has("spreadsheetml") || has("ms-excel")) return OfficeKind::sheet;
    if (has("presentationml") || has("ms-powerpoint")) return OfficeKind::slides;
    return OfficeKind::unknown;
}

OfficeKind kind_of_root(OfficePackage& package, std::string_view main) {
    const auto bytes = package.read_xml(main);
    XmlReader xml(bytes);
    if (xml.next() != XmlEvent::start) return OfficeKind::unknown;
    if (xml.name() == "document") return OfficeKind::word;
    if (xml.name() == "workbook") return OfficeKind::sheet;
    if (xml.name() == "presentation") return OfficeKind::slides;
    return OfficeKind::unknown;
}

std::string_view media_type(OfficeKind kind) {
    switch (kind) {
        case OfficeKind::word:
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        case OfficeKind::sheet:
        case OfficeKind::binary_sheet:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case OfficeKind::slides:
            return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
        case OfficeKind::unknown:
            break;
    }
    return "application/zip";
}

/// A name that promises another format than the content has.
void check_ending(OfficePackage& package, OfficeKind kind) {
    struct Ending {
        std::string_view name;
        OfficeKind kind;
        bool macros;
    };
    static constexpr std::array<Ending, 6> endings = {{{".docx", OfficeKind::word, false},
                                                       {".docm", OfficeKind::word, true},
                                                       {".xlsx", OfficeKind::sheet, false},
                                                       {".xlsm", OfficeKind::sheet, true},
                                                       {".pptx", OfficeKind::slides, false},
                                                       {".pptm", OfficeKind::slides, true}}};
    const auto name = ascii_lower(package.document().name);
    for (const auto& ending : endings) {
        if (kind == OfficeKind::unknown || !name.ends_with(ending.name) || ending.kind == kind)
            continue;
        package.text().fault(FaultClass::ambiguous, "file-type",
                             fmt::format("the file is named {}, and its content is another kind "
                                         "of document",
                                         ending.name));
    }
}

bool is_embedded(std::string_view lower) {
    return lower.find("/embeddings/") != lower.npos || lower.find("/activex/") != lower.npos;
}

std::vector<std::string> tell_embedded(OfficePackage& package) {
    std::vector<std::string> embedded;
    auto& text = package.text();
    for (const auto& name : package.names()) {
        const auto lower = ascii_lower(name);
        text.at(name);
        if (lower.ends_with("vbaproject.bin") || lower.find("/macrosheets/") != lower.npos)
            text.holds(ContentKind::macros, "it holds macros");
        if (!is_embedded(lower) || lower.ends_with(".rels") || lower.ends_with('/')) continue;
        if (lower.find("/activex/") != lower.npos) continue;
        text.holds(
            ContentKind::embedded_files,
            fmt::format("it holds another file, {}", name.substr(name.find_last_of('/') + 1)));
        embedded.push_back(name);
    }
    return embedded;
}

std::string main_part(OfficePackage& package) {
    const auto relations = package.relations("");
    const auto* const relation = find_relation(relations, "officeDocument");
    if (relation != nullptr) return relation->target;
    for (const auto* name : {"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"})
        if (package.has(name)) return name;
    return {};
}

OfficeKind kind_of(OfficePackage& package, std::string_view main) {
    if (!package.has(main)) return OfficeKind::unknown;
    const auto kind = kind_of_type(package.content_type(main));
    return kind == OfficeKind::unknown ? kind_of_root(package, main) : kind;
}

void read_kind(OfficePackage& package, OfficeKind kind, std::string_view main,
               std::vector<std::string>& members) {
    switch (kind) {
        case OfficeKind::word:
            members = read_docx(package, main);
            break;
        case OfficeKind::sheet:
            read_xlsx(package, main);
            break;
        case OfficeKind::slides:
            read_pptx(package, main);
            break;
        case OfficeKind::binary_sheet:
            package.text().fault(FaultClass::unreadable, "old-office",
                                 "the document is a binary workbook; save it as XLSX");
            break;
        case OfficeKind::unknown:
            package.text().fault(FaultClass::unreadable, "damaged",
                                 "the document's package has no main part that can be read");
            break;
    }
}

}  // namespace

bool is_office(std::string_view bytes, std::string_view /*name*/) {
    if (!bytes.starts_with("PK")) return false;
    // As a member's name: 30 bytes of a local header or 46 of the directory's entry before it.
    for (auto at = bytes.find(kContentTypes); at != bytes.npos;
         at = bytes.find(kContentTypes, at + 1)) {
        if (at >= 30 && bytes.substr(at - 30, 4) == "PK\x03\x04") return true;
        if (at >= 46 && bytes.substr(at - 46, 4) == "PK\x01\x02") return true;
    }
    return false;
}

void read_office(Reading& reading, const Document& document) {
    DocumentText text(reading, document);
    OfficePackage package(reading, document, text);
    std::vector<std::string> members;
    if (package.open()) {
        const auto main = main_part(package);
        const auto kind = kind_of(package, main);
        reading.part(document.part).type = media_type(kind);
        read_kind(package, kind, main, members);
        if (kind != OfficeKind::binary_sheet) read_orphans(package);
        add_package_properties(package);
        check_ending(package, kind);
        for (auto& name : tell_embedded(package)) members.push_back(std::move(name));
    }
    text.finish();
    for (const auto& name : members)
        if (auto bytes = package.read(name))
            read_member(reading, document, name, std::move(*bytes));
}

}  // namespace sendguard::draft

// Small Office documents for tests, made of snippets of their XML.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "draft/make_zip.h"
#include "draft/mime_reader.h"

namespace sendguard::draft::test {

/// A part of a package: where it stands, its content type, the relation that leads to it.
struct PartSpec {
    std::string path;
    std::string content;
    std::string type = {};      ///< content type; "" for none of its own
    std::string relation = {};  ///< last word of the relation's type; "" for none
    std::string from = {};      ///< the part that has the relation; "" for the main part
    std::string id = {};        ///< of the relation
    bool external = false;      ///< `content` is where the relation leads
};

inline const std::string kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
inline const std::string kPackage = "http://schemas.openxmlformats.org/package/2006";

inline std::string rels_path(const std::string& part) {
    const auto slash = part.find_last_of('/');
    return part.substr(0, slash + 1) + "_rels/" + part.substr(slash + 1) + ".rels";
}

/// The package's members, in the order that programs write them.
inline std::vector<ZipEntry> package_entries(const PartSpec& main, std::vector<PartSpec> parts,
                                             const std::string& core = {}) {
    std::string types =
        "<Types xmlns=\"" + kPackage +
        "/content-types\"><Default Extension=\"rels\" ContentType="
        "\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
        "ContentType=\"application/xml\"/><Default Extension=\"bin\" ContentType="
        "\"application/octet-stream\"/>";
    std::string root = "<Relationship Id=\"rId1\" Type=\"" + kOffice +
                       "/officeDocument\" Target=\"" + main.path + "\"/>";
    if (!core.empty()) {
        parts.push_back({"docProps/core.xml", core,
                         "application/vnd.openxmlformats-package.core-properties+xml"});
        root += "<Relationship Id=\"rId2\" Type=\"" + kPackage +
                "/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>";
    }
    std::vector<std::pair<std::string, std::string>> relations;  // by the part that has them
    std::vector<ZipEntry> entries;
    parts.insert(parts.begin(), main);
    std::size_t number = 100;
    for (const auto& part : parts) {
        if (!part.type.empty())
            types +=
                "<Override PartName=\"/" + part.path + "\" ContentType=\"" + part.type + "\"/>";
        if (!part.external) entries.push_back({part.path, part.content});
        if (part.relation.empty()) continue;
        const auto from = part.from.empty() ? main.path : part.from;
        auto found =
            std::ranges::find(relations, from, &std::pair<std::string, std::string>::first);
        if (found == relations.end()) found = relations.insert(relations.end(), {from, ""});
        const auto id = part.id.empty() ? "rId" + std::to_string(number++) : part.id;
        found->second +=
            "<Relationship Id=\"" + id + "\" Type=\"" + kOffice + "/" + part.relation +
            "\" Target=\"" +
            (part.external ? part.content + "\" TargetMode=\"External" : "/" + part.path) + "\"/>";
    }
    const auto wrap = [](const std::string& inner) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"" + kPackage +
               "/relationships\">" + inner + "</Relationships>";
    };
    for (const auto& [part, inner] : relations) entries.push_back({rels_path(part), wrap(inner)});
    entries.insert(entries.begin(), {"_rels/.rels", wrap(root)});
    entries.insert(entries.begin(), {"[Content_Types].xml", types + "</Types>"});
    for (auto& entry : entries) entry.deflate = true;
    return entries;
}

/// Keeps a made document where SENDGUARD_KEEP_DOCUMENTS says, so that other programs can open it.
inline Draft read_made(const std::string& bytes, const std::string& name) {
    if (const char* const folder = std::getenv("SENDGUARD_KEEP_DOCUMENTS")) {
        static int number = 0;
        std::ofstream(std::string(folder) + "/" + std::to_string(++number) + "-" + name,
                      std::ios::binary)
            << bytes;
    }
    return read(bytes, {.source = name});
}

inline std::string package(const PartSpec& main, const std::vector<PartSpec>& parts,
                           const std::string& core = {}) {
    return ZipMaker::make(package_entries(main, parts, core));
}

inline const std::string kWord = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
inline const std::string kWordNames =
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"" +
    kOffice +
    "\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
    "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
    "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" "
    "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"";

inline PartSpec word_main(const std::string& body) {
    return {"word/document.xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document" +
                kWordNames + "><w:body>" + body + "</w:body></w:document>",
            kWord + "document.main+xml"};
}

inline std::string docx(const std::string& body, const std::vector<PartSpec>& parts = {},
                        const std::string& core = {}) {
    return package(word_main(body), parts, core);
}

inline Draft read_docx(const std::string& body, const std::vector<PartSpec>& parts = {},
                       const std::string& core = {}) {
    return read_made(docx(body, parts, core), "letter.docx");
}

inline std::string para(const std::string& text, const std::string& look = {}) {
    return "<w:p><w:r>" + (look.empty() ? "" : "<w:rPr>" + look + "</w:rPr>") +
           "<w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>";
}

inline const HeldContent* content(const Draft& draft, ContentKind kind) {
    const auto found = std::ranges::find(draft.contents, kind, &HeldContent::kind);
    return found == draft.contents.end() ? nullptr : &*found;
}

inline std::size_t count_contents(const Draft& draft, ContentKind kind) {
    return static_cast<std::size_t>(std::ranges::count(draft.contents, kind, &HeldContent::kind));
}

/// The locator of `text`, which stands at `place`; "" when it does not.
inline std::string locator_of(const Draft& draft, Place place, std::string_view text) {
    const auto* const passage = find(draft, place, text);
    if (passage == nullptr) return {};
    const auto at = passage->origin + passage->text.find(text);
    std::string name;
    for (const auto& locator : draft.parts[passage->part].locators)
        if (locator.at <= at) name = locator.name;
    return name;
}

}  // namespace sendguard::draft::test

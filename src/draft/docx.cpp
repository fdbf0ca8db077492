// Word documents: DOCX, DOCM and their templates. What stands where: docx_story.h.
// source: ECMA-376 part 1, 11 (parts) and 17
#include <fmt/format.h>

#include "base/text.h"
#include "draft/docx_story.h"
#include "draft/office.h"
#include "draft/office_text.h"

namespace sendguard::draft {
namespace {

void read_story(DocxShared& shared, std::string_view part, StoryManner manner) {
    const auto bytes = shared.package.read_xml(part);
    const auto relations = shared.package.relations(part);
    XmlReader xml(bytes);
    DocxStory(shared, relations, std::move(manner)).read(xml);
    shared.package.finish_xml(xml, part);
}

void read_styles(DocxShared& shared, const std::vector<Relation>& relations) {
    const auto* const relation = find_relation(relations, "styles");
    if (relation == nullptr) return;
    const auto bytes = shared.package.read_xml(relation->target);
    XmlReader xml(bytes);
    shared.styles.read(xml);
    shared.package.finish_xml(xml, relation->target);
}

/// Each note is a story of its own.
void read_notes(DocxShared& shared, std::string_view part, std::string_view name) {
    const auto bytes = shared.package.read_xml(part);
    const auto relations = shared.package.relations(part);
    XmlReader xml(bytes);
    std::size_t number = 0;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != name) continue;
        if (xml.attribute("type").find("eparator") != std::string_view::npos) {
            xml.skip();
            continue;
        }
        DocxStory(shared, relations, {.name = fmt::format("{} {}", name, ++number)}).read(xml);
    }
    shared.package.finish_xml(xml, part);
}

void read_comments(DocxShared& shared, std::string_view part) {
    const auto bytes = shared.package.read_xml(part);
    auto& text = shared.package.text();
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != "comment") continue;
        const auto words = revision_words(revision_of(xml));
        const auto& anchor = shared.anchors[std::string(xml.attribute("id"))];
        const auto said = paragraphs_of(xml);
        text.at(fmt::format("{}{}comment by {}", anchor.locator, anchor.locator.empty() ? "" : ", ",
                            words));
        text.add_line(Place::comment, said);
        text.holds(ContentKind::comments,
                   anchor.text.empty() ? fmt::format("a comment by {}", words)
                                       : fmt::format("a comment by {} on \"{}\"", words,
                                                     shortened(anchor.text, 60)),
                   said);
    }
    shared.package.finish_xml(xml, part);
}

/// "file:///C:/Users/...", "C:\Users\...", "Macintosh HD:Users:..."; no server, no mapped share.
bool is_own_disk(std::string_view target) {
    const auto low = ascii_lower(target);
    std::string_view path = low;
    if (path.starts_with("file:///")) path.remove_prefix(8);
    return path.starts_with("c:") || path.starts_with("macintosh") || path.starts_with("users/");
}

void read_settings(DocxShared& shared, std::string_view part) {
    auto& text = shared.package.text();
    const auto relations = shared.package.relations(part);
    for (const auto& relation : relations) {
        if (!relation.external) continue;
        const bool is_template = relation.type == "attachedTemplate";
        text.at(is_template ? "template" : "mail merge");
        // Word notes where its author's own template lies; the template itself is not drawn in.
        if (is_template && is_own_disk(relation.target))
            text.add_line(Place::metadata, relation.target, "template");
        else
            note_external(text, relation);
    }
    const auto bytes = shared.package.read_xml(part);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        if (xml.name() == "docVar") {
            text.at(fmt::format("document variable {}", xml.attribute("name")));
            text.add_line(Place::metadata, xml.attribute("val"), "document variable");
        } else if (xml.name() == "connectString" || xml.name() == "query") {
            text.at("mail merge");
            text.add_line(Place::metadata, xml.attribute("val"), "mail merge");
        }
    }
    shared.package.finish_xml(xml, part);
}

void read_part(DocxShared& shared, const Relation& relation) {
    const auto& type = relation.type;
    if (type == "header" || type == "footer") {
        read_story(shared, relation.target, {.name = type, .header = true});
    } else if (type == "footnotes") {
        read_notes(shared, relation.target, "footnote");
    } else if (type == "endnotes") {
        read_notes(shared, relation.target, "endnote");
    } else if (type == "settings") {
        read_settings(shared, relation.target);
    } else if (type == "glossaryDocument") {
        read_story(shared, relation.target,
                   {.name = "building blocks", .place = Place::hidden, .detail = "building block"});
    } else if (type == "chart" || type == "diagramData") {
        read_drawing_text(shared.package, relation.target, type == "chart" ? "chart" : "diagram");
    }
}

}  // namespace

std::vector<std::string> read_docx(OfficePackage& package, std::string_view main) {
    DocxShared shared{.package = package};
    const auto relations = package.relations(main);
    read_styles(shared, relations);
    read_story(shared, main, {});
    for (const auto& relation : relations)
        if (!relation.external) read_part(shared, relation);
    // Comments last: all stories have said by then where they hang.
    if (const auto* const comments = find_relation(relations, "comments"))
        read_comments(shared, comments->target);
    return std::move(shared.chunks);
}

}  // namespace sendguard::draft

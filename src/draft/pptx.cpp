// PowerPoint presentations: PPTX, PPTM and their templates.
// source: ECMA-376 part 1, 13 (parts) and 19; MS-PPTX 2.1 (modern comments)
#include <fmt/format.h>

#include <charconv>
#include <map>

#include "base/text.h"
#include "draft/office.h"
#include "draft/office_text.h"
#include "draft/pptx_slide.h"

namespace sendguard::draft {
namespace {

struct Show {
    OfficePackage& package;
    std::vector<Relation> relations = {};
    std::vector<std::string> slides = {};  ///< ids of relations, in order
    SlideSize size = {};
    std::map<std::string, std::string> authors = {};
    SlideShared shared = {};
    std::set<std::string> masters = {};  ///< layouts and masters in use
};

std::int64_t number(std::string_view text, std::int64_t otherwise) {
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
}

void read_presentation(Show& show, std::string_view main) {
    const auto bytes = show.package.read_xml(main);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        if (xml.name() == "sldId") show.slides.emplace_back(xml.prefixed("id"));
        if (xml.name() == "sldSz") {
            show.size.width = number(xml.attribute("cx"), show.size.width);
            show.size.height = number(xml.attribute("cy"), show.size.height);
        }
    }
    show.package.finish_xml(xml, main);
}

/// commentAuthors.xml of old comments, authors.xml of new ones.
void read_authors(Show& show) {
    for (const auto& relation : show.relations) {
        if (relation.external || (relation.type != "commentAuthors" && relation.type != "authors"))
            continue;
        const auto bytes = show.package.read_xml(relation.target);
        XmlReader xml(bytes);
        for (auto event = xml.next(); event != XmlEvent::done; event = xml.next())
            if (event == XmlEvent::start && (xml.name() == "cmAuthor" || xml.name() == "author"))
                show.authors[std::string(xml.attribute("id"))] =
                    to_valid_utf8(xml.attribute("name"));
    }
}

void read_comments(Show& show, std::string_view part, const std::string& locator) {
    auto& text = show.package.text();
    const auto bytes = show.package.read_xml(part);
    XmlReader xml(bytes);
    std::string words;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        const auto name = xml.name();
        if (name == "cm" || name == "reply") {
            const auto author = show.authors.find(std::string(xml.attribute("authorId")));
            const auto date =
                to_valid_utf8(xml.has("dt") ? xml.attribute("dt") : xml.attribute("created"));
            words = author == show.authors.end() || author->second.empty() ? "somebody"
                                                                           : author->second;
            if (!date.empty()) words += ", " + date.substr(0, 16);
        } else if (name == "text" || name == "txBody") {
            const auto said = name == "text" ? xml.inner_text() : paragraphs_of(xml);
            text.at(fmt::format("{}, comment by {}", locator, words));
            text.add_line(Place::comment, said);
            text.holds(ContentKind::comments, fmt::format("a comment by {}", words), said);
        }
    }
    show.package.finish_xml(xml, part);
}

void read_page(Show& show, std::string_view part, const SlideManner& manner,
               const std::vector<Relation>& relations) {
    const auto bytes = show.package.read_xml(part);
    XmlReader xml(bytes);
    SlideReader(show.package, show.shared, manner, relations).read(xml);
    show.package.finish_xml(xml, part);
}

void read_slide(Show& show, std::string_view part, const std::string& locator) {
    const auto relations = show.package.relations(part);
    read_page(show, part, {.locator = locator, .size = show.size}, relations);
    for (const auto& relation : relations) {
        if (relation.external) continue;
        if (relation.type == "notesSlide") {
            read_page(show, relation.target,
                      {.locator = locator + " notes", .kind = SlideManner::Kind::notes},
                      show.package.relations(relation.target));
        } else if (relation.type == "comments") {
            read_comments(show, relation.target, locator);
        } else if (relation.type == "chart" || relation.type == "diagramData") {
            read_drawing_text(show.package, relation.target,
                              locator + (relation.type == "chart" ? " chart" : " diagram"));
        } else if (relation.type == "slideLayout") {
            show.masters.insert(relation.target);
        }
    }
}

void read_masters(Show& show) {
    const auto layouts = show.masters;
    for (const auto& layout : layouts)
        for (const auto& relation : show.package.relations(layout))
            if (relation.type == "slideMaster" && !relation.external)
                show.masters.insert(relation.target);
    for (const auto& part : show.masters)
        read_page(show, part, {.locator = "slide master", .kind = SlideManner::Kind::master},
                  show.package.relations(part));
}

}  // namespace

void read_pptx(OfficePackage& package, std::string_view main) {
    Show show{.package = package};
    show.relations = package.relations(main);
    read_presentation(show, main);
    read_authors(show);
    std::size_t count = 0;
    for (const auto& id : show.slides) {
        ++count;
        const auto* const relation = find_relation_id(show.relations, id);
        if (relation == nullptr || relation->external || !package.has(relation->target)) {
            package.text().fault(FaultClass::unreadable, "damaged",
                                 fmt::format("slide {} of the presentation is missing", count));
            continue;
        }
        read_slide(show, relation->target, fmt::format("slide {}", count));
    }
    read_masters(show);
}

}  // namespace sendguard::draft

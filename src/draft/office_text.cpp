#include "draft/office_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sendguard::draft {

std::string paragraphs_of(XmlReader& xml) {
    const auto begun = xml.depth();
    std::string out;
    bool in_text = false;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        const auto name = xml.name();
        if (event == XmlEvent::text) {
            if (in_text) out += xml.text();
        } else if (event == XmlEvent::start) {
            if (name == "t" || name == "delText") in_text = true;
            if (name == "br" || name == "cr") out += '\n';
            if (name == "tab") out += '\t';
            if (name == "pPr") xml.skip();
        } else {
            if (xml.depth() < begun) break;
            if (name == "t" || name == "delText") in_text = false;
            if (name == "p" || name == "si") out += '\n';
        }
    }
    while (out.ends_with('\n')) out.pop_back();
    return out;
}

void read_drawing_text(OfficePackage& package, std::string_view part, std::string_view name,
                       Place place) {
    auto& text = package.text();
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    text.at(std::string(name));
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        // Paragraphs of letters; c:v are a chart's names and values as last drawn.
        if (xml.name() == "p" && xml.prefix() != "c") {
            const auto line = paragraphs_of(xml);
            if (!trim(line).empty()) text.add_line(place, line);
        } else if (xml.name() == "v") {
            text.add_line(place, xml.inner_text());
        }
    }
    package.finish_xml(xml, part);
    for (const auto& relation : package.relations(part))
        if (relation.external) note_external(text, relation);
}

}  // namespace sendguard::draft

#include "draft/xlsx_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "draft/office_text.h"
#include "draft/xlsx_sheet.h"

namespace sendguard::draft {
namespace {

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_white(std::string_view argb) {
    const auto color = ascii_lower(argb.size() == 8 ? argb.substr(2) : argb);
    return color == "ffffff";
}

/// "[Threaded comment] Your version of Excel allows you to read ...": the thread stands elsewhere.
bool is_thread_note(std::string_view author) {
    return author.starts_with("tc={");
}

}  // namespace

void SharedStrings::read(XmlReader& xml) {
    bool in_text = false;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::text) {
            if (in_text) all_ += xml.text();
        } else if (event == XmlEvent::start) {
            if (xml.name() == "rPh") {
                xml.skip();
            } else {
                in_text = xml.name() == "t";
            }
        } else {
            in_text = false;
            if (xml.name() == "si") ends_.push_back(static_cast<std::uint32_t>(all_.size()));
        }
    }
}

std::string_view SharedStrings::get(std::size_t index) const {
    if (index >= ends_.size()) return {};
    const auto begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(all_).substr(begin, ends_[index] - begin);
}

std::vector<bool> read_unseen_formats(XmlReader& xml) {
    std::vector<bool> white_fonts, fills, unseen;
    std::vector<std::size_t> blank_forms;
    std::string list;  // which list of formats is open
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        const auto name = xml.name();
        if (name == "fonts" || name == "fills" || name == "cellXfs" || name == "numFmts") {
            list = name;
        } else if (xml.depth() == 2) {
            list.clear();
        } else if (list == "fonts" && name == "font") {
            white_fonts.push_back(false);
        } else if (list == "fonts" && name == "color" && !white_fonts.empty()) {
            const auto theme = xml.attribute("theme");
            white_fonts.back() =
                (is_white(xml.attribute("rgb")) || theme == "0") && xml.attribute("tint").empty();
        } else if (list == "fills" && name == "fill") {
            fills.push_back(false);
        } else if (list == "fills" && (name == "patternFill" || name == "gradientFill")) {
            const auto pattern = xml.attribute("patternType");
            if (!fills.empty()) fills.back() = pattern != "none" && !pattern.empty();
            if (name == "gradientFill" && !fills.empty()) fills.back() = true;
        } else if (list == "numFmts" && name == "numFmt") {
            if (trim(xml.attribute("formatCode")) == ";;;")
                blank_forms.push_back(number(xml.attribute("numFmtId")));
        } else if (list == "cellXfs" && name == "xf") {
            const auto font = number(xml.attribute("fontId"));
            const auto fill = number(xml.attribute("fillId"));
            const bool white = font < white_fonts.size() && white_fonts[font] &&
                               !(fill < fills.size() && fills[fill]);
            const bool blank = std::ranges::find(blank_forms, number(xml.attribute("numFmtId"))) !=
                               blank_forms.end();
            unseen.push_back(white || blank);
        }
    }
    return unseen;
}

Persons read_persons(XmlReader& xml) {
    Persons persons;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next())
        if (event == XmlEvent::start && xml.name() == "person")
            persons[std::string(xml.attribute("id"))] = xml.attribute("displayName");
    return persons;
}

namespace {

void add_comment(DocumentText& text, const SheetNames& sheet, std::string_view cell,
                 std::string_view author, std::string_view said) {
    text.at(fmt::format("{} cell {}, comment by {}", sheet.locator, cell,
                        author.empty() ? "somebody" : author));
    text.add_line(Place::comment, said);
    text.holds(ContentKind::comments,
               fmt::format("a comment by {}", author.empty() ? "somebody" : author), said);
}

}  // namespace

void read_sheet_comments(OfficePackage& package, std::string_view part, const SheetNames& sheet) {
    const auto bytes = package.read_xml(part);
    std::vector<std::string> authors;
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        if (xml.name() == "author") authors.push_back(to_valid_utf8(xml.inner_text()));
        if (xml.name() != "comment") continue;
        const auto index = number(xml.attribute("authorId"));
        const std::string cell(xml.attribute("ref"));
        const auto said = paragraphs_of(xml);
        const auto author = index < authors.size() ? authors[index] : std::string();
        if (!is_thread_note(author)) add_comment(package.text(), sheet, cell, author, said);
    }
    package.finish_xml(xml, part);
}

void read_threaded_comments(OfficePackage& package, std::string_view part, const SheetNames& sheet,
                            const Persons& persons) {
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != "threadedComment") continue;
        const auto person = persons.find(std::string(xml.attribute("personId")));
        const std::string cell(xml.attribute("ref"));
        add_comment(package.text(), sheet, cell,
                    person == persons.end() ? std::string_view() : person->second,
                    xml.inner_text());
    }
    package.finish_xml(xml, part);
}

void read_sheet_drawing(OfficePackage& package, std::string_view part, const SheetNames& sheet) {
    auto& text = package.text();
    const auto place = sheet.hidden ? Place::hidden : Place::body;
    const auto* const detail = sheet.hidden ? "hidden sheet" : "";
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        text.at(sheet.locator + " drawing");
        if (xml.name() == "cNvPr") {
            for (const auto* name : {"descr", "title"})
                if (!xml.attribute(name).empty())
                    text.add_line(Place::alt_text, xml.attribute(name));
        } else if (xml.name() == "p") {
            const auto line = paragraphs_of(xml);
            if (!trim(line).empty()) text.add_line(place, line, detail);
        }
    }
    package.finish_xml(xml, part);
    for (const auto& relation : package.relations(part)) {
        text.at(sheet.locator + " drawing");
        if (relation.external) {
            note_external(text, relation);
        } else if (relation.type == "chart" || relation.type == "diagramData") {
            read_drawing_text(package, relation.target,
                              sheet.locator + (relation.type == "chart" ? " chart" : " diagram"),
                              place);
        }
    }
}

}  // namespace sendguard::draft

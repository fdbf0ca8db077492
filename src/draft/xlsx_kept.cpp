// What a workbook keeps of other places: pivot tables' rows, values of other workbooks, queries,
// earlier values of a workbook that several people edit.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "draft/sheet_tally.h"
#include "draft/xlsx_parts.h"

namespace sendguard::draft {
namespace {

/// What one pivot field shares between its records.
struct PivotField {
    std::string name;
    std::vector<std::string> items;
};

struct PivotCache {
    std::string source;
    std::vector<PivotField> fields;
};

PivotCache read_definition(OfficePackage& package, std::string_view part) {
    PivotCache cache;
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    bool items = false;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        const auto name = xml.name();
        if (event == XmlEvent::end && name == "sharedItems") items = false;
        if (event != XmlEvent::start) continue;
        if (name == "worksheetSource") {
            cache.source = to_valid_utf8(xml.attribute("sheet"));
            if (cache.source.empty()) cache.source = to_valid_utf8(xml.attribute("name"));
        } else if (name == "cacheField") {
            cache.fields.push_back({std::string(xml.attribute("name")), {}});
        } else if (name == "sharedItems") {
            items = true;
        } else if (items && !cache.fields.empty()) {
            if (xml.depth() > 5) continue;
            cache.fields.back().items.emplace_back(xml.attribute("v"));
        }
    }
    package.finish_xml(xml, part);
    return cache;
}

void add_field_items(DocumentText& text, const PivotCache& cache) {
    for (const auto& field : cache.fields) {
        text.add_line(Place::hidden, field.name, "pivot cache");
        for (const auto& item : field.items)
            if (!item.empty()) text.add_line(Place::hidden, item, "pivot cache");
    }
}

/// out: how many rows
std::size_t read_records(OfficePackage& package, std::string_view part, const PivotCache& cache,
                         std::string& sample) {
    const auto bytes = package.read_xml(part);
    auto& text = package.text();
    XmlReader xml(bytes);
    std::size_t rows = 0, field = 0;
    std::string line;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        const auto name = xml.name();
        if (event == XmlEvent::start && name == "r") {
            ++rows;
            field = 0;
            line.clear();
        } else if (event == XmlEvent::start && xml.depth() == 3) {
            auto value = xml.attribute("v");
            if (name == "x" && field < cache.fields.size()) {
                std::size_t index = SIZE_MAX;
                std::from_chars(value.data(), value.data() + value.size(), index);
                const auto& items = cache.fields[field].items;
                value = index < items.size() ? std::string_view(items[index]) : "";
            }
            if (!line.empty()) line += '\t';
            line += value;
            ++field;
        } else if (event == XmlEvent::end && name == "r") {
            text.at(fmt::format("pivot cache row {}", rows));
            text.add_line(Place::hidden, line, "pivot cache");
            if (sample.size() < 200) sample += line + '\n';
        }
    }
    package.finish_xml(xml, part);
    return rows;
}

/// out: how many rows of values
std::size_t read_kept_values(DocumentText& text, XmlReader& xml, std::string& sample) {
    std::size_t rows = 0;
    std::string line;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        const auto name = xml.name();
        if (event == XmlEvent::start && name == "sheetName") {
            text.add_line(Place::hidden, xml.attribute("val"), "values of a link");
        } else if (event == XmlEvent::start && name == "v") {
            if (!line.empty()) line += '\t';
            line += xml.inner_text();
        } else if (event == XmlEvent::end && (name == "row" || name == "ddeItem") &&
                   !line.empty()) {
            text.add_line(Place::hidden, line, "values of a link");
            if (sample.size() < 200) sample += line + '\n';
            line.clear();
            ++rows;
        }
    }
    return rows;
}

}  // namespace

void read_pivot_cache(OfficePackage& package, std::string_view part) {
    auto& text = package.text();
    const auto cache = read_definition(package, part);
    text.at("pivot cache");
    add_field_items(text, cache);
    std::size_t rows = 0;
    std::string sample;
    for (const auto& relation : package.relations(part)) {
        if (relation.type == "pivotCacheRecords" && !relation.external)
            rows = read_records(package, relation.target, cache, sample);
        text.at("pivot cache");
        if (relation.external) note_external(text, relation);
    }
    text.at("pivot cache");
    const bool items = std::ranges::any_of(
        cache.fields, [](const PivotField& field) { return !field.items.empty(); });
    if (rows == 0 && !items) return;
    text.holds(ContentKind::pivot_cache,
               fmt::format("a pivot table keeps {} rows of its source{}", grouped(rows),
                           cache.source.empty() ? "" : " '" + cache.source + "'"),
               sample, std::max<std::size_t>(rows, 1));
}

void read_external_link(OfficePackage& package, std::string_view part) {
    auto& text = package.text();
    std::string target = "another workbook";
    text.at("link to another file");
    for (const auto& relation : package.relations(part)) {
        if (!relation.external) continue;
        target = to_valid_utf8(relation.target);
        text.add_line(Place::metadata, relation.target, "external link");
    }
    text.holds(ContentKind::external_links, fmt::format("it is linked to {}", target), target);
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    text.at(fmt::format("values kept of {}", target));
    std::string sample;
    const auto rows = read_kept_values(text, xml, sample);
    package.finish_xml(xml, part);
    if (rows > 0)
        text.holds(ContentKind::cached_values,
                   fmt::format("it keeps {} rows of values of {}", grouped(rows), target), sample,
                   rows);
}

void read_connections(OfficePackage& package, std::string_view part) {
    auto& text = package.text();
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    std::string name;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        if (xml.name() == "connection") name = to_valid_utf8(xml.attribute("name"));
        if (xml.name() == "connection" && xml.attribute("type") == "5")
            text.at("data connection " + name);
        for (const auto* attribute : {"connection", "command", "sourceFile", "url", "odcFile"}) {
            const std::string value(xml.attribute(attribute));
            if (value.empty()) continue;
            text.at("data connection " + name);
            text.add_line(Place::metadata, value, "external link");
            text.holds(ContentKind::external_links,
                       fmt::format("it draws data from {}", shortened(to_valid_utf8(value), 120)),
                       value);
        }
    }
    package.finish_xml(xml, part);
}

void read_revisions(OfficePackage& package, std::string_view part) {
    auto& text = package.text();
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != "header") continue;
        const auto author = to_valid_utf8(xml.attribute("userName"));
        const auto date = to_valid_utf8(xml.attribute("dateTime"));
        text.at(fmt::format("changed by {}, {}", author, date));
        text.holds(ContentKind::tracked_changes,
                   fmt::format("the workbook keeps changes by {}, {}", author, date));
    }
    package.finish_xml(xml, part);
    for (const auto& relation : package.relations(part)) {
        if (relation.external) continue;
        const auto log = package.read_xml(relation.target);
        XmlReader changes(log);
        text.at("kept changes");
        for (auto event = changes.next(); event != XmlEvent::done; event = changes.next())
            if (event == XmlEvent::start && (changes.name() == "v" || changes.name() == "t"))
                text.add_line(Place::deletion, changes.inner_text());
    }
}

}  // namespace sendguard::draft

// OpenDocument: ODT, ODS, ODP and their templates, as packages and as flat XML.
// source: OASIS OpenDocument 1.3, part 2 (packages) and part 3 (schema)
#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "draft/formats.h"
#include "draft/odf_story.h"
#include "draft/office_package.h"
#include "draft/office_properties.h"

namespace sendguard::draft {
namespace {

constexpr std::string_view kTypePrefix = "application/vnd.oasis.opendocument.";
constexpr std::size_t kMaxObjects = 200;

/// What meta.xml calls it, and what we do.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNames = {{
    {"title", "Title"},
    {"subject", "Subject"},
    {"description", "Comments"},
    {"keyword", "Keywords"},
    {"initial-creator", "Author"},
    {"creator", "Last editor"},
    {"editing-cycles", "Revision"},
    {"editing-duration", "Editing time"},
    {"creation-date", "Created"},
    {"date", "Modified"},
    {"generator", "Application"},
}};

/// After the start of office:meta.
void read_meta(DocumentText& text, XmlReader& xml) {
    const auto begun = xml.depth();
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::end && xml.depth() < begun) break;
        if (event != XmlEvent::start) continue;
        if (xml.name() == "user-defined") {
            const std::string name(xml.attribute("name"));
            add_property(text, name, xml.inner_text());
        } else if (xml.name() == "template") {
            const std::string path(xml.attribute("href"));
            add_property(text, "Template", path.empty() ? xml.attribute("title") : path);
        } else {
            for (const auto& [name, ours] : kNames)
                if (xml.name() == name) {
                    add_property(text, ours, xml.inner_text());
                    break;
                }
        }
    }
}

void read_all_meta(DocumentText& text, XmlReader& xml) {
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next())
        if (event == XmlEvent::start && xml.name() == "meta") read_meta(text, xml);
}

/// false: it is encrypted, which is told
bool check_manifest(OfficePackage& package, Reading& reading, const Document& document) {
    const auto bytes = package.read_xml("META-INF/manifest.xml");
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != "encryption-data") continue;
        reading.part(document.part).encrypted = true;
        package.text().fault(FaultClass::unreadable, "encrypted", "the document is encrypted");
        return false;
    }
    return true;
}

void read_story(OfficePackage& package, OdfShared& shared, std::string_view part,
                std::string name) {
    if (!package.has(part)) return;
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    OdfStory(package.text(), shared, std::move(name)).read(xml);
    package.finish_xml(xml, part);
}

/// Charts, sheets and texts within the document.
void read_objects(OfficePackage& package, OdfShared& shared) {
    const auto objects = std::exchange(shared.objects, {});
    std::size_t count = 0;
    for (const auto& object : objects) {
        if (++count > kMaxObjects) return;
        const auto content = resolve_target("", object) + "/content.xml";
        if (!package.has(content)) continue;
        const auto name = fmt::format("object {}", count);
        package.text().at(name);
        package.text().holds(ContentKind::embedded_files, "it holds another document");
        OdfShared own;
        read_story(package, own, content, name);
    }
}

void tell_macros(OfficePackage& package) {
    for (const auto& name : package.names()) {
        const bool code = name.starts_with("Basic/") || name.starts_with("Scripts/");
        if (!code || name.ends_with('/') || name.find("script-l") != std::string::npos) continue;
        package.text().at(name);
        package.text().holds(ContentKind::macros, "it holds macros");
        return;
    }
}

}  // namespace

bool is_odf(std::string_view bytes, std::string_view /*name*/) {
    return bytes.starts_with("PK\x03\x04") && bytes.substr(0, 120).find("mimetype") != bytes.npos &&
           bytes.substr(0, 120).find("vnd.oasis.opendocument") != bytes.npos;
}

void read_odf(Reading& reading, const Document& document) {
    DocumentText text(reading, document);
    OfficePackage package(reading, document, text);
    if (package.open() && check_manifest(package, reading, document)) {
        reading.part(document.part).type = package.read("mimetype").value_or("").substr(0, 80);
        OdfShared shared;
        // Common styles first: what the content's own are based on. Its headers come last.
        {
            const auto bytes = package.read_xml("styles.xml");
            XmlReader xml(bytes);
            for (auto event = xml.next(); event != XmlEvent::done; event = xml.next())
                if (event == XmlEvent::start && xml.name() == "style") shared.styles.read(xml);
        }
        if (!package.has("content.xml"))
            text.fault(FaultClass::unreadable, "damaged", "the document has no content.xml");
        read_story(package, shared, "content.xml", {});
        read_story(package, shared, "styles.xml", "master page");
        read_objects(package, shared);
        const auto bytes = package.read_xml("meta.xml");
        XmlReader xml(bytes);
        read_all_meta(text, xml);
        package.finish_xml(xml, "meta.xml");
        tell_macros(package);
    }
    text.finish();
}

bool is_flat_odf(std::string_view bytes, std::string_view /*name*/) {
    const auto start = bytes.substr(0, 4096);
    return trim(start.substr(0, 100)).starts_with("<?xml") &&
           start.find("office:document") != start.npos && start.find(kTypePrefix) != start.npos;
}

void read_flat_odf(Reading& reading, const Document& document) {
    DocumentText text(reading, document);
    reading.part(document.part).type = "application/vnd.oasis.opendocument.text-flat-xml";
    const auto bytes = xml_as_utf8(std::string(document.bytes));
    {
        XmlReader xml(bytes);
        read_all_meta(text, xml);
    }
    XmlReader xml(bytes);
    OdfShared shared;
    OdfStory(text, shared, {}).read(xml);
    if (!xml.defect().empty())
        text.fault(FaultClass::unreadable, xml.defect_kind(),
                   fmt::format("the document {}", xml.defect()));
    text.finish();
}

}  // namespace sendguard::draft

#include "draft/office_properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "draft/fold.h"
#include "draft/office_package.h"

namespace sendguard::draft {
namespace {

/// Words for a draft, as lower(fold()) writes them.
constexpr std::array<std::string_view, 24> kDraftWords = {
    "draft",  "drafts", "entwurf",  "rohfassung", "brouillon", "ébauche", "borrador", "bozza",
    "utkast", "udkast", "rascunho", "ontwerp",    "luonnos",   "koncept", "szkic",    "tervezet",
    "ciornă", "taslak", "черновик", "чернетка",   "草案",      "草稿",    "下書き",   "초안"};

/// What core.xml and app.xml call it, and what Word's dialog calls it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kNames = {{
    {"title", "Title"},
    {"subject", "Subject"},
    {"creator", "Author"},
    {"keywords", "Keywords"},
    {"description", "Comments"},
    {"lastModifiedBy", "Last editor"},
    {"revision", "Revision"},
    {"version", "Version"},
    {"category", "Category"},
    {"contentStatus", "Status"},
    {"language", "Language"},
    {"identifier", "Identifier"},
    {"created", "Created"},
    {"modified", "Modified"},
    {"lastPrinted", "Last printed"},
    {"Template", "Template"},
    {"Manager", "Manager"},
    {"Company", "Company"},
    {"TotalTime", "Editing time"},
    {"Application", "Application"},
    {"HyperlinkBase", "Hyperlink base"},
    {"contentType", "Content type"},
    {"publisher", "Publisher"},
}};

bool is_word_byte(char c) {
    return is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool holds_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        // Chinese, Japanese and Korean set no blanks between words.
        if (static_cast<unsigned char>(word.front()) >= 0xE3) return true;
        if ((at == 0 || !is_word_byte(text[at - 1])) &&
            (end == text.size() || !is_word_byte(text[end])))
            return true;
    }
    return false;
}

bool is_status(std::string_view name) {
    return name.find("status") != std::string::npos || name == "state" || name == "stage";
}

bool is_default_template(std::string_view value) {
    return starts_with_ignoring_case(value.substr(value.find_last_of("/\\") + 1), "Normal");
}

void tell(DocumentText& text, std::string_view name, std::string_view value) {
    const auto low = ascii_lower(name);
    if (says_draft(value) && (is_status(low) || low == "title" || low == "category"))
        text.holds(ContentKind::draft_status,
                   fmt::format("the property {} says \"{}\"", name, shortened(value, 80)), value);
    static constexpr std::array<std::string_view, 5> people = {"Author", "Last editor", "Company",
                                                               "Manager", "Template"};
    if (std::ranges::find(people, name) == people.end()) return;
    if (name == "Template" && is_default_template(value)) return;
    text.holds(ContentKind::properties,
               fmt::format("the property {} is \"{}\"", name, shortened(value, 80)), value);
}

/// Each child of the root is a property.
void add_named_properties(OfficePackage& package, std::string_view part) {
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.depth() != 2) continue;
        const auto found = std::ranges::find(kNames, xml.name(),
                                             &std::pair<std::string_view, std::string_view>::first);
        if (found == kNames.end()) continue;
        add_property(package.text(), found->second, xml.inner_text());
    }
    package.finish_xml(xml, part);
}

void add_custom_properties(OfficePackage& package, std::string_view part) {
    const auto bytes = package.read_xml(part);
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != "property") continue;
        const std::string name(xml.attribute("name"));
        add_property(package.text(), name, xml.inner_text());
    }
    package.finish_xml(xml, part);
}

}  // namespace

bool says_draft(std::string_view text) {
    const auto folded = lower(fold(text));
    return std::ranges::any_of(kDraftWords,
                               [&](std::string_view word) { return holds_word(folded, word); });
}

void add_property(DocumentText& text, std::string_view name, std::string_view value) {
    value = trim(value);
    if (value.empty()) return;
    const auto clean = to_valid_utf8(name);
    text.at("property " + clean);
    text.add_line(Place::metadata, value, clean);
    tell(text, clean, to_valid_utf8(value));
}

void add_package_properties(OfficePackage& package) {
    for (const auto& relation : package.relations("")) {
        if (relation.external) continue;
        if (relation.type == "core-properties" || relation.type == "extended-properties")
            add_named_properties(package, relation.target);
        if (relation.type == "extendedProperties" || relation.type == "coreProperties")
            add_named_properties(package, relation.target);
        if (relation.type == "custom-properties" || relation.type == "customProperties")
            add_custom_properties(package, relation.target);
    }
}

}  // namespace sendguard::draft

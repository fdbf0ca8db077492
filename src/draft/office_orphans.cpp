// Parts of an OOXML package that hold text and that nothing leads to: no program shows them, and
// they leave the house all the same.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "draft/office.h"

namespace sendguard::draft {
namespace {

/// How the names of parts with text of their own begin, behind the last folder.
constexpr std::array<std::string_view, 10> kStories = {
    "document", "header", "footer",        "footnotes", "endnotes",
    "comments", "sheet",  "sharedstrings", "slide",     "notesslide"};

bool may_hold_text(std::string_view name) {
    const auto lower = ascii_lower(name);
    if (!lower.ends_with(".xml") || lower.find("glossary/") != std::string::npos) return false;
    // Layouts and masters that no slide uses come with every template.
    if (lower.find("slidelayout") != std::string::npos ||
        lower.find("slidemaster") != std::string::npos)
        return false;
    const auto file = std::string_view(lower).substr(lower.find_last_of('/') + 1);
    // People and marks of comments, without their text.
    if (file.starts_with("commentsex") || file.starts_with("commentsid")) return false;
    return std::ranges::any_of(kStories,
                               [&](std::string_view start) { return file.starts_with(start); });
}

std::string text_of(XmlReader& xml) {
    std::string out;
    bool in_text = false;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        const auto name = xml.name();
        if (event == XmlEvent::text) {
            if (in_text) out += xml.text();
        } else {
            in_text = event == XmlEvent::start && (name == "t" || name == "delText");
            if (event == XmlEvent::end && (name == "p" || name == "row" || name == "si"))
                out += '\n';
        }
    }
    return out;
}

}  // namespace

void read_orphans(OfficePackage& package) {
    auto& text = package.text();
    for (const auto& name : package.names()) {
        if (package.was_read(name) || !may_hold_text(name)) continue;
        const auto bytes = package.read_xml(name);
        XmlReader xml(bytes);
        const auto words = text_of(xml);
        if (trim(words).empty()) continue;
        text.at(name);
        text.add_line(Place::hidden, trim(words), "unused part");
        text.holds(ContentKind::hidden_text, "a part that no page shows holds text", words);
    }
}

}  // namespace sendguard::draft

#include "draft/odf_styles.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "draft/html_color.h"

namespace sendguard::draft {
namespace {

constexpr int kMaxParents = 20;
constexpr int kTinyPoints = 2;

std::optional<bool> white(std::string_view color) {
    if (color.empty()) return std::nullopt;
    return looks_alike(parse_color(color), kWhite);
}

std::optional<bool> shade(std::string_view color) {
    if (color.empty()) return std::nullopt;
    return color != "transparent" && !looks_alike(parse_color(color), kWhite);
}

/// "1.5pt"; sizes in percent are of the parent's.
std::optional<bool> tiny(std::string_view size) {
    if (!size.ends_with("pt")) return std::nullopt;
    int points = 0;
    std::from_chars(size.data(), size.data() + size.size(), points);
    return points < kTinyPoints || size == "2pt";
}

void read_one(XmlReader& xml, OdfLook& look) {
    const auto name = xml.name();
    if (name == "text-properties") {
        if (xml.has("display")) look.hidden = xml.attribute("display") == "none";
        look.white = white(xml.attribute("color"));
        if (xml_flag(xml.attribute("use-window-font-color"), false)) look.white = false;
        if (const auto shaded = shade(xml.attribute("background-color"))) look.shaded = shaded;
        look.tiny = tiny(xml.attribute("font-size"));
    } else if (name == "table-properties") {
        if (xml.has("display")) look.hidden = !xml_flag(xml.attribute("display"));
        if (const auto shaded = shade(xml.attribute("background-color"))) look.shaded = shaded;
    } else if (name == "drawing-page-properties") {
        if (xml.has("visibility")) look.hidden = xml.attribute("visibility") == "hidden";
    } else if (name == "paragraph-properties" || name == "table-cell-properties" ||
               name == "table-row-properties") {
        if (const auto shaded = shade(xml.attribute("background-color"))) look.shaded = shaded;
    }
}

std::string key_of(std::string_view family, std::string_view name) {
    return fmt::format("{}:{}", family, name);
}

}  // namespace

void OdfLook::take(const OdfLook& over) {
    if (over.hidden) hidden = over.hidden;
    if (over.white) white = over.white;
    if (over.shaded) shaded = over.shaded;
    if (over.tiny) tiny = over.tiny;
}

void OdfStyles::read(XmlReader& xml) {
    const bool standard = xml.name() == "default-style";
    const auto key =
        key_of(xml.attribute("family"), standard ? std::string_view() : xml.attribute("name"));
    Style style;
    style.parent = xml.attribute("parent-style-name");
    const auto begun = xml.depth();
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::end && xml.depth() < begun) break;
        if (event == XmlEvent::start) read_one(xml, style.look);
    }
    styles_[key] = std::move(style);
}

OdfLook OdfStyles::look(std::string_view family, std::string_view name) const {
    OdfLook out;
    std::string next(name);
    for (int i = 0; i < kMaxParents && !next.empty(); ++i) {
        const auto found = styles_.find(key_of(family, next));
        if (found == styles_.end()) break;
        auto whole = found->second.look;
        whole.take(out);
        out = whole;
        next = found->second.parent;
    }
    return out;
}

}  // namespace sendguard::draft

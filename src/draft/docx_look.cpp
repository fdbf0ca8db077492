#include "draft/docx_look.h"

#include <charconv>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr int kMaxBasedOn = 20;         ///< styles based on styles; Word allows 11
constexpr unsigned kNearlyWhite = 248;  ///< of 255, each channel

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc()) return std::nullopt;
    return value;
}

/// "auto" is black on white.
bool is_white(std::string_view hex) {
    if (hex.size() != 6) return false;
    for (std::size_t i = 0; i < 6; i += 2) {
        unsigned channel = 0;
        const auto* const from = hex.data() + i;
        if (std::from_chars(from, from + 2, channel, 16).ec != std::errc()) return false;
        if (channel < kNearlyWhite) return false;
    }
    return true;
}

bool is_shade(XmlReader& xml) {
    const auto fill = xml.attribute("fill");
    const auto pattern = xml.attribute("val");
    if (!xml.attribute("themeFill").empty()) return xml.attribute("themeFill") != "background1";
    if (!pattern.empty() && pattern != "clear" && pattern != "nil") return true;
    return !fill.empty() && fill != "auto" && !is_white(fill);
}

void read_one(XmlReader& xml, RunLook& look) {
    const auto name = xml.name();
    if (name == "vanish" || name == "specVanish") {
        look.vanish = xml_flag(xml.attribute("val"));
    } else if (name == "color") {
        look.white = is_white(xml.attribute("val")) && xml.attribute("themeTint").empty() &&
                     xml.attribute("themeShade").empty();
    } else if (name == "sz") {
        look.size = number(xml.attribute("val"));
    } else if (name == "shd") {
        look.shaded = is_shade(xml);
    } else if (name == "highlight") {
        look.shaded = xml.attribute("val") != "none" && xml.attribute("val") != "white";
    } else if (name == "rStyle" || name == "pStyle") {
        look.style = xml.attribute("val");
    }
}

}  // namespace

Revision revision_of(XmlReader& xml) {
    Revision revision{to_valid_utf8(xml.attribute("author")), to_valid_utf8(xml.attribute("date"))};
    // Seconds help nobody: "2020-01-06T10:00:00Z".
    if (revision.date.size() >= 19 && revision.date[16] == ':') revision.date.erase(16, 3);
    return revision;
}

std::string revision_words(const Revision& revision) {
    auto words = revision.author.empty() ? std::string("somebody") : revision.author;
    if (!revision.date.empty()) words += ", " + revision.date;
    return words;
}

void RunLook::take(const RunLook& over) {
    if (over.vanish) vanish = over.vanish;
    if (over.white) white = over.white;
    if (over.size) size = over.size;
    if (over.shaded) shaded = over.shaded;
}

RunLook read_look(XmlReader& xml, PropertyChanges& changes) {
    RunLook look;
    const auto outside = xml.depth() - 1;
    std::size_t mark = 0;  // depth of a paragraph mark's own properties
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::end) {
            if (xml.depth() <= outside) break;
            if (xml.depth() < mark) mark = 0;
        }
        if (event != XmlEvent::start) continue;
        const auto name = xml.name();
        if (name == "rPrChange" || name == "pPrChange" || name == "numberingChange") {
            changes.format = revision_of(xml);
            xml.skip();
        } else if (name == "ins" || name == "moveTo") {
            changes.inserted = revision_of(xml);
        } else if (name == "del" || name == "moveFrom") {
            changes.deleted = revision_of(xml);
        } else if (name == "sectPr") {
            xml.skip();
        } else if (name == "rPr") {
            mark = xml.depth();
        } else if (mark == 0) {
            read_one(xml, look);
        }
    }
    return look;
}

void DocxStyles::read_style(XmlReader& xml) {
    const std::string id(xml.attribute("styleId"));
    const auto type = xml.attribute("type");
    if (type == "paragraph" && xml.has("default") && xml_flag(xml.attribute("default")))
        default_paragraph_ = id;
    Style style;
    const auto outside = xml.depth() - 1;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::end && xml.depth() <= outside) break;
        if (event != XmlEvent::start) continue;
        if (xml.name() == "basedOn") style.look.style = xml.attribute("val");
        if (xml.name() == "shd") style.shaded_table = style.shaded_table || is_shade(xml);
        // The formats of a table's first row and so on are no looks of the style itself.
        if (xml.depth() > outside + 3) continue;
        const auto base = style.look.style;
        read_one(xml, style.look);
        style.look.style = base;
    }
    styles_[id] = std::move(style);
}

void DocxStyles::read(XmlReader& xml) {
    bool in_defaults = false;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::end && xml.name() == "docDefaults") in_defaults = false;
        if (event != XmlEvent::start) continue;
        if (xml.name() == "docDefaults") in_defaults = true;
        if (xml.name() == "style") {
            read_style(xml);
        } else if (in_defaults) {
            read_one(xml, defaults_);
        }
    }
    for (const auto& [id, style] : styles_) resolved_[id] = resolve(id);
}

const RunLook& DocxStyles::look_of(const std::string& id) const {
    static const RunLook none;
    const auto found = resolved_.find(id);
    return found == resolved_.end() ? none : found->second;
}

RunLook DocxStyles::resolve(const std::string& id) const {
    RunLook out;
    std::string next(id);
    for (int i = 0; i < kMaxBasedOn && !next.empty(); ++i) {
        const auto found = styles_.find(next);
        if (found == styles_.end()) break;
        auto nearer = out;
        out = found->second.look;
        next = out.style;
        out.take(nearer);
    }
    return out;
}

bool DocxStyles::hidden(const RunLook& run, const RunLook& paragraph) const {
    if (run.vanish) return *run.vanish;
    if (styles_.empty()) return false;
    // A toggle: hidden by both styles is shown.
    const auto& of_run = look_of(run.style);
    const auto& of_paragraph =
        look_of(paragraph.style.empty() ? default_paragraph_ : paragraph.style);
    if (!of_run.vanish && !of_paragraph.vanish) return defaults_.vanish.value_or(false);
    return of_run.vanish.value_or(false) != of_paragraph.vanish.value_or(false);
}

RunLook DocxStyles::full(const RunLook& run, const RunLook& paragraph) const {
    RunLook look = defaults_;
    look.take(look_of(paragraph.style.empty() ? default_paragraph_ : paragraph.style));
    if (paragraph.shaded) look.shaded = paragraph.shaded;
    if (!run.style.empty()) look.take(look_of(run.style));
    look.take(run);
    return look;
}

bool DocxStyles::table_style_is_shaded(std::string_view id) const {
    const auto found = styles_.find(std::string(id));
    return found != styles_.end() && found->second.shaded_table;
}

}  // namespace sendguard::draft

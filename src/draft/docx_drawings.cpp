// Drawings of a story: text boxes, alternative texts, watermarks, pictures that are linked or cut.
#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/text.h"
#include "draft/docx_story.h"

namespace sendguard::draft {
namespace {

constexpr int kCropped = 1000;  ///< thousandths of a percent; less is rounding

bool names_watermark(std::string_view name) {
    return ascii_lower(name).find("watermark") != std::string::npos;
}

/// Not upright: side texts stand at right angles, watermarks between. In degrees.
bool is_aslant(int degrees) {
    return degrees % 90 != 0;
}

/// The rotation in a VML shape's style: "rotation:315", in degrees or 65,536ths ("fd").
int rotation_of(std::string_view style) {
    const auto at = style.find("rotation:");
    if (at == std::string_view::npos) return 0;
    const auto value = style.substr(at + 9);
    int number = 0;
    const auto end = std::from_chars(value.data(), value.data() + value.size(), number).ptr;
    const bool fine =
        std::string_view(end, static_cast<std::size_t>(value.data() + value.size() - end))
            .starts_with("fd");
    return fine ? number / 65536 : number;
}

}  // namespace

void DocxStory::start_box() {
    outer_.emplace_back(paragraph_, table_depth_);
    end_run();
    words_ = Words::none;
    out_.begin_box();
}

void DocxStory::end_box() {
    out_.end_box();
    if (in_watermark()) watermark(std::exchange(watermark_text_, {}));
    if (outer_.empty()) return;
    paragraph_ = outer_.back().first;
    table_depth_ = outer_.back().second;
    outer_.pop_back();
}

void DocxStory::start_drawing() {
    drawing_depth_ = xml_->depth();
}

void DocxStory::start_drawing_properties() {
    const auto name = xml_->attribute("name");
    if (names_watermark(name) && !out_.falls_back()) {
        watermark_until_ = drawing_depth_ == 0 ? xml_->depth() - 1 : drawing_depth_;
        watermark_text_.clear();
    }
    out_.note(Place::alt_text, xml_->attribute("descr"));
    out_.note(Place::alt_text, xml_->attribute("title"));
}

void DocxStory::start_transform() {
    const auto turn = xml_->attribute("rot");
    int value = 0;  // in 60,000ths of a degree
    std::from_chars(turn.data(), turn.data() + turn.size(), value);
    // A text box aslant on every page is what a watermark is.
    if (!manner_.header || !is_aslant(value / 60000) || drawing_depth_ == 0) return;
    if (out_.falls_back()) return;
    watermark_until_ = drawing_depth_;
    watermark_text_.clear();
}

void DocxStory::start_shape() {
    watermark_shape_ = names_watermark(xml_->attribute("id")) ||
                       names_watermark(xml_->prefixed("spid")) ||
                       (manner_.header && is_aslant(rotation_of(xml_->attribute("style"))));
    out_.note(Place::alt_text, xml_->attribute("alt"));
    out_.note(Place::alt_text, xml_->prefixed("title"));
    const bool picture =
        ascii_lower(xml_->attribute("id")).find("picturewatermark") != std::string::npos;
    if (picture && shared_.watermarks.insert("\npicture").second)
        out_.holds(ContentKind::watermark, "a picture lies behind the text as a watermark");
}

void DocxStory::start_text_path() {
    const std::string text(xml_->attribute("string"));
    if (trim(text).empty()) return;
    if (watermark_shape_) {
        watermark(text);
        return;
    }
    // Letters as a drawing, which a reader reads.
    const auto before = std::exchange(words_, Words::shown);
    emit(text + " ");
    words_ = before;
}

void DocxStory::watermark(std::string_view text) {
    text = trim(text);
    if (out_.falls_back()) {
        if (!shared_.watermarks.contains(text)) out_.show(text);
        return;
    }
    // Headers of first, odd and even pages of each section repeat it.
    if (text.empty() || !shared_.watermarks.insert(std::string(text)).second) return;
    out_.note(Place::watermark, text);
    out_.holds(
        ContentKind::watermark,
        fmt::format("the pages bear the watermark \"{}\"", shortened(to_valid_utf8(text), 80)),
        text);
}

void DocxStory::start_linked() {
    if (xml_->name() == "imagedata") {
        out_.note(Place::alt_text, xml_->prefixed("title"));
        for (const auto* side : {"croptop", "cropbottom", "cropleft", "cropright"})
            if (xml_->has(side)) {
                out_.holds(ContentKind::cropped, "a picture is cut; the file holds all of it");
                break;
            }
    }
    for (const auto* name : {"id", "link", "href"}) {
        const auto* const relation = find_relation_id(relations_, xml_->prefixed(name));
        if (relation == nullptr || !relation->external) continue;
        out_.note(Place::metadata, relation->target, "external link");
        out_.holds(ContentKind::external_links,
                   fmt::format("it draws in {}", to_valid_utf8(relation->target)),
                   relation->target);
        return;
    }
}

void DocxStory::start_crop() {
    for (const auto* side : {"l", "t", "r", "b"}) {
        const auto value = xml_->attribute(side);
        int part = 0;
        std::from_chars(value.data(), value.data() + value.size(), part);
        if (part < kCropped) continue;
        out_.holds(ContentKind::cropped, "a picture is cut; the file holds all of it");
        return;
    }
}

void DocxStory::start_page_color() {
    const auto color = ascii_lower(xml_->attribute("color"));
    shared_.colored_page = !color.empty() && color != "auto" && color != "ffffff";
}

}  // namespace sendguard::draft

#include "draft/pptx_slide.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::int64_t kTinySize = 200;  ///< hundredths of a point
constexpr std::int64_t kCropped = 1000;  ///< thousandths of a percent; less is rounding
constexpr std::int64_t kRightAngle = 90 * 60000;
constexpr std::size_t kSampleBytes = 200;

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_shape(std::string_view name) {
    return name == "sp" || name == "pic" || name == "graphicFrame" || name == "grpSp" ||
           name == "cxnSp" || name == "contentPart";
}

bool is_cropped(XmlReader& xml) {
    for (const auto* side : {"l", "t", "r", "b"})
        if (number(xml.attribute(side)) >= kCropped) return true;
    return false;
}

}  // namespace

void SlideReader::read(XmlReader& xml) {
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::text) {
            if (in_text_) (tiny_ ? shape_.tiny : shape_.text) += xml.text();
        } else if (event == XmlEvent::start) {
            start(xml);
        } else {
            end(xml);
        }
    }
    auto& text = package_.text();
    text.at(manner_.locator);
    if (hidden_)
        text.holds(ContentKind::hidden_slides, fmt::format("{} is hidden", manner_.locator),
                   hidden_text_);
    if (!trim(notes_text_).empty())
        text.holds(ContentKind::speaker_notes, fmt::format("{} has speaker notes", manner_.locator),
                   notes_text_);
}

void SlideReader::start(XmlReader& xml) {
    const auto name = xml.name();
    if (name == "sld") {
        hidden_ = !xml_flag(xml.attribute("show"));
    } else if (name == "AlternateContent") {
        choices_.push_back(false);
    } else if (name == "Choice" || name == "Fallback") {
        // The first that a program knows is drawn.
        if (choices_.empty()) return;
        if (choices_.back()) xml.skip();
        if (!choices_.empty()) choices_.back() = true;
    } else if (is_shape(name)) {
        start_shape(xml);
    } else if (shape_depth_ != 0) {
        start_text_mark(xml);
    }
}

void SlideReader::start_shape(XmlReader& xml) {
    if (shape_depth_ != 0) return;
    shape_ = {};
    shape_depth_ = xml.depth();
    tiny_ = false;
}

void SlideReader::start_text_mark(XmlReader& xml) {
    const auto name = xml.name();
    if (name == "t") {
        in_text_ = true;
    } else if (name == "r" || name == "fld") {
        tiny_ = false;
    } else if (name == "rPr") {
        const auto size = xml.attribute("sz");
        tiny_ = !size.empty() && number(size) <= kTinySize;
    } else if (name == "br") {
        shape_.text += '\n';
    } else if (name == "cNvPr") {
        read_name(xml);
    } else if (name == "ph") {
        shape_.is_placeholder = true;
        shape_.placeholder = xml.attribute("type");
    } else if (name == "xfrm") {
        shape_.aslant = shape_.aslant || number(xml.attribute("rot")) % kRightAngle != 0;
    } else if (name == "off" && !shape_.placed) {
        shape_.x = number(xml.attribute("x"));
        shape_.y = number(xml.attribute("y"));
    } else if (name == "ext" && !shape_.placed && xml.has("cx")) {
        shape_.width = number(xml.attribute("cx"));
        shape_.height = number(xml.attribute("cy"));
        shape_.placed = true;
    } else {
        read_links(xml);
    }
}

void SlideReader::read_name(XmlReader& xml) {
    auto& text = package_.text();
    if (shape_.name.empty()) shape_.name = xml.attribute("name");
    if (xml_flag(xml.attribute("hidden"), false)) shape_.hidden = true;
    if (manner_.kind != SlideManner::Kind::slide) return;
    text.at(manner_.locator);
    for (const auto* attribute : {"descr", "title"})
        if (!xml.attribute(attribute).empty())
            text.add_line(Place::alt_text, xml.attribute(attribute));
}

void SlideReader::read_links(XmlReader& xml) {
    const auto name = xml.name();
    auto& text = package_.text();
    if (name == "srcRect") {
        text.at(manner_.locator);
        if (is_cropped(xml))
            text.holds(ContentKind::cropped, "a picture is cut; the file holds all of it");
    }
    if (name != "hlinkClick" && name != "hlinkHover" && name != "blip" && name != "videoFile" &&
        name != "audioFile" && name != "oleObj")
        return;
    for (const auto* attribute : {"id", "link"}) {
        const auto* const relation = find_relation_id(relations_, xml.prefixed(attribute));
        text.at(manner_.locator);
        if (relation != nullptr && relation->external) note_external(text, *relation);
    }
}

void SlideReader::end(XmlReader& xml) {
    const auto name = xml.name();
    if (name == "t") in_text_ = false;
    if (name == "AlternateContent" && !choices_.empty()) choices_.pop_back();
    if (shape_depth_ == 0) return;
    if (name == "p" || name == "tr") {
        if (!shape_.text.empty() && !shape_.text.ends_with('\n')) shape_.text += '\n';
    } else if (name == "tc") {
        if (shape_.text.ends_with('\n')) shape_.text.back() = '\t';
    }
    if (is_shape(name) && xml.depth() < shape_depth_) end_shape();
}

bool SlideReader::is_outside(const Shape& shape) const {
    if (!shape.placed || manner_.kind != SlideManner::Kind::slide) return false;
    return shape.x + shape.width <= 0 || shape.y + shape.height <= 0 ||
           shape.x >= manner_.size.width || shape.y >= manner_.size.height;
}

void SlideReader::add(Place place, std::string_view text, std::string_view detail) {
    auto& out = package_.text();
    out.at(manner_.locator);
    out.add_line(place, trim(text), detail);
}

void SlideReader::end_shape() {
    shape_depth_ = 0;
    const auto shape = std::move(shape_);
    shape_ = {};
    auto& out = package_.text();
    out.at(manner_.locator);
    if (!trim(shape.tiny).empty()) {
        add(Place::hidden, shape.tiny, "unseen text");
        out.holds(ContentKind::unseen_text, "text is too small to be read", shape.tiny);
    }
    if (is_outside(shape)) {
        if (!trim(shape.text).empty()) add(Place::hidden, shape.text, "outside the slide");
        out.holds(ContentKind::cropped, fmt::format("a shape stands outside {}", manner_.locator),
                  shape.text.empty() ? to_valid_utf8(shape.name) : shape.text);
        return;
    }
    if (!trim(shape.text).empty()) place_text(shape);
}

void SlideReader::place_text(const Shape& shape) {
    auto& out = package_.text();
    if (manner_.kind == SlideManner::Kind::notes) {
        // The numbers, dates and headers of a page of notes are no notes.
        if (shape.is_placeholder && shape.placeholder != "body" && !shape.placeholder.empty())
            return;
        add(Place::notes, shape.text);
        notes_text_ += shape.text;
        return;
    }
    const bool master = manner_.kind == SlideManner::Kind::master;
    if (master && shape.is_placeholder) return;
    if (ascii_lower(shape.name).find("watermark") != std::string::npos ||
        (master && shape.aslant)) {
        watermark(shape.text);
    } else if (hidden_) {
        add(Place::hidden, shape.text, "hidden slide");
        if (hidden_text_.size() < kSampleBytes) hidden_text_ += shape.text;
    } else if (shape.hidden) {
        add(Place::hidden, shape.text, "hidden shape");
        out.holds(ContentKind::hidden_text, "a shape is hidden", shape.text);
    } else {
        add(Place::body, shape.text);
    }
}

void SlideReader::watermark(std::string_view text) {
    text = trim(text);
    if (!shared_.watermarks.insert(std::string(text)).second) return;
    add(Place::watermark, text);
    package_.text().holds(
        ContentKind::watermark,
        fmt::format("the slides bear the watermark \"{}\"", shortened(to_valid_utf8(text), 80)),
        text);
}

}  // namespace sendguard::draft

// Slides, drawings, headers and master pages of OpenDocument.
// source: OpenDocument 1.3 part 3, 10 (drawings), 16.9 (master pages), 10.2.5 (notes)
#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "draft/odf_story.h"

namespace sendguard::draft {

void OdfStory::start_page() {
    if (kind_ != Kind::slides) return;
    page_hidden_ =
        shared_.styles.look("drawing-page", xml_->attribute("style-name")).hidden.value_or(false);
    out_.at(fmt::format("slide {}", ++pages_));
    hidden_page_text_.clear();
}

void OdfStory::end_page() {
    if (kind_ != Kind::slides) return;
    out_.at(fmt::format("slide {}", pages_));
    out_.note(Place::hidden, hidden_page_text_, "hidden slide");
    if (page_hidden_)
        out_.holds(ContentKind::hidden_slides, fmt::format("slide {} is hidden", pages_),
                   hidden_page_text_);
    page_hidden_ = false;
}

void OdfStory::start_notes() {
    notes_depth_ = xml_->depth();
    notes_text_.clear();
}

void OdfStory::end_notes() {
    notes_depth_ = 0;
    if (trim(notes_text_).empty() || in_master_) return;
    const auto before = out_.locator();
    out_.at(fmt::format("slide {} notes", pages_));
    out_.note(Place::notes, trim(notes_text_));
    out_.holds(ContentKind::speaker_notes, fmt::format("slide {} has speaker notes", pages_),
               notes_text_);
    out_.at(before);
}

void OdfStory::start_box() {
    outer_paragraphs_.push_back(paragraph_depth_);
    paragraph_depth_ = 0;
    if (kind_ != Kind::slides) out_.begin_box();
}

void OdfStory::end_box() {
    if (outer_paragraphs_.empty()) return;
    paragraph_depth_ = outer_paragraphs_.back();
    outer_paragraphs_.pop_back();
    if (kind_ != Kind::slides) out_.end_box();
}

void OdfStory::start_shape() {
    const auto name = ascii_lower(xml_->attribute("name"));
    // A master's places for a slide's own words.
    placeholder_ = in_master_ && (xml_->has("placeholder") || xml_->has("class"));
    if (name.find("watermark") != std::string::npos && watermark_depth_ == 0) {
        watermark_depth_ = xml_->depth();
        watermark_text_.clear();
    }
    if (placeholder_) {
        outer_paragraphs_.push_back(paragraph_depth_);
        if (kind_ != Kind::slides) out_.begin_box();
        xml_->skip();
        end_box();
        return;
    }
    start_box();
}

void OdfStory::watermark() {
    watermark_depth_ = 0;
    const auto words = std::exchange(watermark_text_, {});
    const auto text = trim(words);
    if (text.empty() || !shared_.watermarks.insert(std::string(text)).second) return;
    out_.note(Place::watermark, text);
    out_.holds(
        ContentKind::watermark,
        fmt::format("the pages bear the watermark \"{}\"", shortened(to_valid_utf8(text), 80)),
        text);
}

void OdfStory::start_words() {
    // Not dc:title, which stands with the properties, nor text:title, a field.
    if (xml_->prefix() != "svg") return;
    const auto words = xml_->inner_text();
    out_.note(Place::alt_text, words);
}

void OdfStory::start_object() {
    const auto target = xml_->attribute("href");
    if (!target.empty()) shared_.objects.emplace_back(target);
}

void OdfStory::start_image() {
    const auto target = xml_->attribute("href");
    if (target.find(':') == std::string_view::npos) return;
    out_.note(Place::metadata, target, "external link");
    out_.holds(ContentKind::external_links, fmt::format("it draws in {}", to_valid_utf8(target)),
               target);
}

void OdfStory::start_header() {
    outer_names_.push_back(name_);
    name_ = xml_->name().substr(0, 6);
    out_.at(name_);
}

void OdfStory::end_header() {
    if (outer_names_.empty()) return;
    name_ = outer_names_.back();
    outer_names_.pop_back();
}

void OdfStory::start_master() {
    in_master_ = true;
    outer_names_.push_back(name_);
    name_ = "master page";
    out_.at(name_);
}

void OdfStory::end_master() {
    in_master_ = false;
    end_header();
}

}  // namespace sendguard::draft

#include "draft/odf_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxSpaces = 1000;  ///< of one text:s

}  // namespace

OdfStory::OdfStory(DocumentText& text, OdfShared& shared, std::string name)
    : text_(text), shared_(shared), name_(std::move(name)), out_(text, Place::body, {}) {
    out_.at(name_);
}

const std::unordered_map<std::string_view, OdfStory::Handlers>& OdfStory::handlers() {
    using S = OdfStory;
    static const auto table = [] {
        std::unordered_map<std::string_view, Handlers> all = {
            {"style", {&S::start_style}},
            {"default-style", {&S::start_style}},
            {"p", {&S::start_paragraph, &S::end_paragraph}},
            {"h", {&S::start_paragraph, &S::end_paragraph}},
            {"span", {&S::start_span}},
            {"s", {&S::start_space}},
            {"tab", {&S::start_tab}},
            {"line-break", {&S::start_break}},
            {"a", {&S::start_link}},
            {"section", {&S::start_section}},
            {"hidden-text", {&S::start_hidden_text}},
            {"hidden-paragraph", {&S::start_hidden_paragraph}},
            {"note", {&S::start_note, &S::end_note}},
            {"note-citation", {&S::skip}},
            {"ruby-text", {&S::skip}},
            {"spreadsheet", {&S::start_spreadsheet}},
            {"presentation", {&S::start_presentation}},
            {"drawing", {&S::start_presentation}},
            {"user-field-decl", {&S::start_field_declaration}},
            {"tracked-changes", {&S::start_tracked_changes}},
            {"change-start", {&S::start_change_begin}},
            {"change-end", {&S::start_change_end}},
            {"change", {&S::start_change_point}},
            {"annotation", {&S::start_annotation}},
            {"meta", {&S::start_office}},
            {"settings", {&S::start_office}},
            {"binary-data", {&S::skip}},
        };
        add_table_handlers(all);
        return all;
    }();
    return table;
}

void OdfStory::read(XmlReader& xml) {
    xml_ = &xml;
    const auto& table = handlers();
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::text) {
            if (paragraph_depth_ != 0) emit(xml.text());
            continue;
        }
        const auto found = table.find(xml.name());
        if (found != table.end()) {
            const auto handler = event == XmlEvent::start ? found->second.start : found->second.end;
            // A handler that skips leaves the reader behind its element.
            if (handler != nullptr) (this->*handler)();
        }
        close_depths();
    }
    for (const auto& [id, change] : changes_)
        if (change.kind == "deletion" && !change.text.empty())
            out_.tell(ContentKind::tracked_changes, Place::deletion, change.text, change.words);
    out_.finish();
}

void OdfStory::close_depths() {
    const auto depth = xml_->depth();
    while (!spans_.empty() && depth < spans_.back().depth) spans_.pop_back();
    while (!hidden_.empty() && depth < hidden_.back()) hidden_.pop_back();
    while (!hidden_groups_.empty() && depth < hidden_groups_.back()) hidden_groups_.pop_back();
    if (watermark_depth_ != 0 && depth < watermark_depth_) watermark();
}

void OdfStory::skip() {
    xml_->skip();
}

void OdfStory::start_office() {
    // office:meta of a flat file is read elsewhere; text:meta is only a mark in a text.
    if (paragraph_depth_ == 0) xml_->skip();
}

std::string OdfStory::place_name() const {
    const auto outside = name_.empty() ? std::string() : name_ + ", ";
    if (kind_ == Kind::text && table_depth_ > 0)
        return fmt::format("{}table {} row {}", outside, tables_, row_);
    if (!name_.empty()) return name_;
    return fmt::format("paragraph {}", paragraphs_);
}

bool OdfStory::unseen() const {
    auto look = paragraph_;
    for (const auto& span : spans_) look.take(span.look);
    if (look.tiny.value_or(false)) return true;
    return look.white.value_or(false) && !look.shaded.value_or(false) && !cell_shaded_ &&
           kind_ != Kind::slides && !out_.in_box() && !in_master_;
}

void OdfStory::emit(std::string_view text) {
    if (watermark_depth_ != 0) {
        watermark_text_ += text;
        return;
    }
    if (in_cell_ && kind_ == Kind::sheet && !out_.in_box()) {
        cell_ += text;
        return;
    }
    if (notes_depth_ != 0) {
        notes_text_ += text;
        return;
    }
    auto look = paragraph_;
    for (const auto& span : spans_) look.take(span.look);
    if (page_hidden_) {
        hidden_page_text_ += text;
    } else if (hidden() || look.hidden.value_or(false)) {
        out_.tell(ContentKind::hidden_text, Place::hidden, text, "hidden text", "hidden text");
    } else if (unseen()) {
        out_.tell(ContentKind::unseen_text, Place::hidden, text, "white or tiny text",
                  "unseen text");
    } else if (!inserted_.empty() && changes_.contains(inserted_.back())) {
        const auto& words = changes_[inserted_.back()].words;
        out_.show(text, words);
        out_.tell(ContentKind::tracked_changes, Place::insertion, text, words);
    } else {
        out_.show(text);
    }
}

void OdfStory::start_style() {
    if (xml_->prefix() == "style" || !xml_->attribute("family").empty()) shared_.styles.read(*xml_);
}

void OdfStory::start_paragraph() {
    paragraph_depth_ = xml_->depth();
    paragraph_ = shared_.styles.look("paragraph", xml_->attribute("style-name"));
    if (in_cell_ && kind_ == Kind::sheet && !cell_.empty() && !out_.in_box()) cell_ += ' ';
    if (out_.in_box() || kind_ != Kind::text) return;
    if (table_depth_ == 0) ++paragraphs_;
    out_.at(place_name());
}

void OdfStory::end_paragraph() {
    paragraph_depth_ = 0;
    if (watermark_depth_ != 0) watermark_text_ += '\n';
    if (notes_depth_ != 0) {
        notes_text_ += '\n';
        return;
    }
    if (page_hidden_) hidden_page_text_ += '\n';
    if (page_hidden_ || (kind_ == Kind::sheet && in_cell_ && !out_.in_box())) return;
    out_.end_paragraph(kind_ == Kind::text && table_depth_ > 0 && !out_.in_box());
}

void OdfStory::start_span() {
    spans_.push_back({xml_->depth(), shared_.styles.look("text", xml_->attribute("style-name"))});
}

void OdfStory::start_space() {
    std::size_t count = 1;
    const auto value = xml_->attribute("c");
    std::from_chars(value.data(), value.data() + value.size(), count);
    emit(std::string(std::min(count, kMaxSpaces), ' '));
}

void OdfStory::start_tab() {
    if (paragraph_depth_ != 0) emit("\t");
}

void OdfStory::start_break() {
    if (paragraph_depth_ != 0) emit("\n");
}

void OdfStory::start_link() {
    const auto target = xml_->attribute("href");
    if (!target.starts_with('#')) out_.note(Place::link, target);
}

void OdfStory::start_section() {
    const auto display = xml_->attribute("display");
    if (display == "none" ||
        (display == "condition" && xml_flag(xml_->attribute("is-hidden"), false)))
        hidden_.push_back(xml_->depth());
}

void OdfStory::start_hidden_text() {
    const std::string value(xml_->attribute("string-value"));
    const bool is_hidden = xml_flag(xml_->attribute("is-hidden"), true);
    const auto shown = xml_->inner_text();
    if (is_hidden) {
        out_.tell(ContentKind::hidden_text, Place::hidden, value.empty() ? shown : value,
                  "hidden text", "hidden text");
    } else {
        emit(value.empty() ? shown : value);
    }
}

void OdfStory::start_hidden_paragraph() {
    if (xml_flag(xml_->attribute("is-hidden"), true) && paragraph_depth_ != 0)
        hidden_.push_back(paragraph_depth_);
}

void OdfStory::start_note() {
    start_box();
    const bool end = xml_->attribute("note-class") == "endnote";
    out_.at(fmt::format("{} {}", end ? "endnote" : "footnote", ++notes_count_));
}

void OdfStory::end_note() {
    end_box();
}

void OdfStory::start_spreadsheet() {
    kind_ = Kind::sheet;
}

void OdfStory::start_presentation() {
    // draw:drawing does not exist; office:drawing is the body of a drawing.
    if (xml_->prefix() == "office" || xml_->depth() <= 3) kind_ = Kind::slides;
}

void OdfStory::start_field_declaration() {
    const auto name = to_valid_utf8(xml_->attribute("name"));
    text_.at("document variable " + name);
    if (!xml_->attribute("string-value").empty())
        text_.add_line(Place::metadata, xml_->attribute("string-value"), "document variable");
}

}  // namespace sendguard::draft

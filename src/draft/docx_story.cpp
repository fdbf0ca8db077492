#include "draft/docx_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr int kTinySize = 4;               ///< half points; nobody reads two points
constexpr std::size_t kAnchorBytes = 200;  ///< of the text that a comment hangs on

}  // namespace

DocxStory::DocxStory(DocxShared& shared, const std::vector<Relation>& relations, StoryManner manner)
    : shared_(shared),
      relations_(relations),
      manner_(std::move(manner)),
      out_(shared.package.text(), manner_.place, manner_.detail) {
    out_.at(manner_.name);
}

const std::unordered_map<std::string_view, DocxStory::Handlers>& DocxStory::handlers() {
    using S = DocxStory;
    static const auto table = [] {
        std::unordered_map<std::string_view, Handlers> all = {
            {"p", {&S::start_paragraph, &S::end_paragraph}},
            {"pPr", {&S::start_paragraph_properties}},
            {"r", {&S::start_run, &S::end_run}},
            {"rPr", {&S::start_run_properties}},
            {"t", {&S::start_text, &S::end_text}},
            {"delText", {&S::start_deleted_text, &S::end_text}},
            {"instrText", {&S::start_code, &S::end_text}},
            {"delInstrText", {&S::skip}},
            {"tab", {&S::start_tab}},
            {"ptab", {&S::start_tab}},
            {"br", {&S::start_break}},
            {"cr", {&S::start_break}},
            {"noBreakHyphen", {&S::start_hyphen}},
            {"softHyphen", {&S::start_soft_hyphen}},
            {"sym", {&S::start_symbol}},
            {"tbl", {&S::start_table, &S::end_table}},
            {"tblPr", {&S::start_table_properties}},
            {"tr", {&S::start_row, &S::end_row}},
            {"trPr", {&S::start_row_properties}},
            {"tc", {&S::start_cell, &S::end_cell}},
            {"tcPr", {&S::start_cell_properties}},
            {"sdtPr", {&S::skip}},
            {"fldData", {&S::skip}},
        };
        add_more_handlers(all);
        return all;
    }();
    return table;
}

void DocxStory::read(XmlReader& xml) {
    xml_ = &xml;
    const auto begun = xml.depth();
    const auto& table = handlers();
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::text) {
            if (words_ != Words::none) emit(xml.text());
            continue;
        }
        if (event == XmlEvent::end && xml.depth() < begun) break;
        if (in_watermark() && event == XmlEvent::end && xml.depth() < watermark_until_)
            watermark_until_ = 0;
        const auto found = table.find(xml.name());
        if (found == table.end()) continue;
        const auto handler = event == XmlEvent::start ? found->second.start : found->second.end;
        if (handler != nullptr) (this->*handler)();
    }
    out_.finish();
}

void DocxStory::skip() {
    xml_->skip();
}

void DocxStory::emit_hidden(std::string_view text) {
    out_.tell(hidden_ ? ContentKind::hidden_text : ContentKind::unseen_text, Place::hidden, text,
              hidden_ ? "hidden text" : "white or tiny text",
              hidden_ ? "hidden text" : "unseen text");
}

void DocxStory::emit(std::string_view text) {
    if (words_ == Words::code || in_code()) {
        if (!fields_.empty()) fields_.back().code += text;
        return;
    }
    if (in_watermark() && words_ == Words::shown) {
        watermark_text_ += text;
        return;
    }
    for (auto& field : fields_) field.shown = true;
    const auto deleted = std::ranges::find_if(scopes_, &Scope::deleted);
    if (deleted != scopes_.end() || words_ == Words::deleted) {
        const Scope unknown{.revision = {}, .deleted = true, .words = "deleted"};
        const auto& scope = deleted == scopes_.end() ? unknown : *deleted;
        out_.tell(ContentKind::tracked_changes, Place::deletion, text, scope.words);
        return;
    }
    see();
    if (hidden_ || unseen_) {
        emit_hidden(text);
        return;
    }
    for (const auto& id : open_comments_) {
        auto& quoted = shared_.anchors[id].text;
        if (quoted.size() < kAnchorBytes) quoted += text;
    }
    const auto words = scopes_.empty() ? std::string_view() : scopes_.back().words;
    out_.show(text, words);
    if (!scopes_.empty())
        out_.tell(ContentKind::tracked_changes, Place::insertion, text, scopes_.back().words);
}

std::string DocxStory::place_name() const {
    if (table_depth_ > 0)
        return fmt::format("{}table {} row {}", manner_.name.empty() ? "" : manner_.name + ", ",
                           tables_, row_);
    if (!manner_.name.empty()) return manner_.name;
    return fmt::format("paragraph {}", paragraphs_);
}

void DocxStory::start_paragraph() {
    paragraph_ = {};
    mark_ = {};
    if (out_.in_box() || out_.falls_back()) return;
    if (table_depth_ == 0) ++paragraphs_;
    out_.at(place_name());
}

void DocxStory::end_paragraph() {
    const bool in_cell = table_depth_ > 0 && !out_.in_box();
    const bool told = out_.end_paragraph(in_cell);
    if (in_watermark()) watermark_text_ += '\n';
    if (told || out_.falls_back()) return;
    if (mark_.inserted) tell_change(*mark_.inserted, "a paragraph mark is inserted");
    if (mark_.deleted) tell_change(*mark_.deleted, "a paragraph mark is deleted");
}

void DocxStory::start_paragraph_properties() {
    paragraph_ = read_look(*xml_, mark_);
    if (mark_.format) tell_change(*mark_.format, "its format is changed");
}

void DocxStory::start_run() {
    run_ = {};
    look_known_ = false;
}

void DocxStory::end_run() {
    start_run();
}

void DocxStory::start_run_properties() {
    PropertyChanges changes;
    run_ = read_look(*xml_, changes);
    if (changes.format) tell_change(*changes.format, "its format is changed");
    look_known_ = false;
}

void DocxStory::see() {
    if (look_known_) return;
    look_known_ = true;
    hidden_ = shared_.styles.hidden(run_, paragraph_);
    unseen_ = !hidden_ && unseen();
}

bool DocxStory::unseen() const {
    const auto look = shared_.styles.full(run_, paragraph_);
    if (look.size && *look.size <= kTinySize) return true;
    if (!look.white.value_or(false) || look.shaded.value_or(false)) return false;
    // What lies under a text box or an odd page is not known; a table's shades are.
    if (out_.in_box() || shared_.colored_page || manner_.header) return false;
    return std::ranges::find(cells_, true) == cells_.end() &&
           std::ranges::find(table_shades_, true) == table_shades_.end();
}

void DocxStory::start_text() {
    words_ = Words::shown;
}

void DocxStory::start_deleted_text() {
    words_ = Words::deleted;
}

void DocxStory::start_code() {
    words_ = Words::code;
}

void DocxStory::end_text() {
    words_ = Words::none;
}

void DocxStory::start_tab() {
    // In a paragraph's properties a tab is a stop; those are read elsewhere.
    emit("\t");
}

void DocxStory::start_break() {
    emit("\n");
}

void DocxStory::start_hyphen() {
    emit("\u2011");
}

void DocxStory::start_soft_hyphen() {
    emit("\u00AD");
}

void DocxStory::start_symbol() {
    const auto hex = xml_->attribute("char");
    std::uint32_t code = 0;
    std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    // Symbol fonts stand in the private area by their byte.
    if (code >= 0xF020 && code <= 0xF07E) code -= 0xF000;
    if (code < 0x20 || code > 0xFFFD) return;
    std::string text;
    append_utf8(text, static_cast<char32_t>(code));
    emit(text);
}

void DocxStory::start_table() {
    if (out_.in_box() || out_.falls_back()) return;
    if (table_depth_++ == 0) {
        ++tables_;
        row_ = 0;
    }
    table_shades_.push_back(false);
}

void DocxStory::end_table() {
    if (out_.in_box() || out_.falls_back() || table_depth_ == 0) return;
    --table_depth_;
    table_shades_.pop_back();
}

void DocxStory::start_table_properties() {
    const auto outside = xml_->depth() - 1;
    for (auto event = xml_->next(); event != XmlEvent::done; event = xml_->next()) {
        if (event == XmlEvent::end && xml_->depth() <= outside) break;
        if (event != XmlEvent::start) continue;
        if (xml_->name() == "tblPrChange") {
            start_property_change();
        } else if (xml_->name() == "tblStyle" && !table_shades_.empty()) {
            table_shades_.back() = shared_.styles.table_style_is_shaded(xml_->attribute("val"));
        }
    }
}

void DocxStory::start_row() {
    if (table_depth_ == 1 && !out_.in_box()) ++row_;
    if (!out_.in_box() && !out_.falls_back()) out_.at(place_name());
}

void DocxStory::end_row() {
    if (!out_.in_box() && !out_.falls_back()) out_.end_row();
}

void DocxStory::start_row_properties() {
    PropertyChanges changes;
    const auto outside = xml_->depth() - 1;
    for (auto event = xml_->next(); event != XmlEvent::done; event = xml_->next()) {
        if (event == XmlEvent::end && xml_->depth() <= outside) break;
        if (event != XmlEvent::start) continue;
        if (xml_->name() == "ins") tell_change(revision_of(*xml_), "a row is inserted");
        if (xml_->name() == "del") tell_change(revision_of(*xml_), "a row is deleted");
        if (xml_->name() == "trPrChange") start_property_change();
    }
}

void DocxStory::start_cell() {
    cells_.push_back(false);
}

void DocxStory::end_cell() {
    if (!cells_.empty()) cells_.pop_back();
    if (!out_.in_box() && !out_.falls_back()) out_.end_cell();
}

void DocxStory::start_cell_properties() {
    PropertyChanges changes;
    const auto outside = xml_->depth() - 1;
    for (auto event = xml_->next(); event != XmlEvent::done; event = xml_->next()) {
        if (event == XmlEvent::end && xml_->depth() <= outside) break;
        if (event != XmlEvent::start) continue;
        const auto name = xml_->name();
        if (name == "tcPrChange") {
            start_property_change();
        } else if (name == "cellIns" || name == "cellDel" || name == "cellMerge") {
            tell_change(revision_of(*xml_), name == "cellIns"   ? "a cell is inserted"
                                            : name == "cellDel" ? "a cell is deleted"
                                                                : "cells are merged");
        } else if (name == "shd" && !cells_.empty()) {
            cells_.back() = xml_->attribute("fill") != "auto" &&
                            !equals_ignoring_case(xml_->attribute("fill"), "FFFFFF");
        }
    }
}

}  // namespace sendguard::draft

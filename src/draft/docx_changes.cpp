// Changes, comments, alternatives, and what a story draws in from elsewhere.
#include <fmt/format.h>

#include "base/text.h"
#include "draft/docx_story.h"

namespace sendguard::draft {

void DocxStory::add_more_handlers(std::unordered_map<std::string_view, Handlers>& table) {
    using S = DocxStory;
    const std::pair<std::string_view, Handlers> more[] = {
        {"ins", {&S::start_change, &S::end_change}},
        {"del", {&S::start_change, &S::end_change}},
        {"moveTo", {&S::start_change, &S::end_change}},
        {"moveFrom", {&S::start_change, &S::end_change}},
        {"tblPrExChange", {&S::start_property_change}},
        {"sectPrChange", {&S::start_property_change}},
        {"customXmlInsRangeStart", {&S::start_range_change}},
        {"customXmlDelRangeStart", {&S::start_range_change}},
        {"commentRangeStart", {&S::start_comment_range}},
        {"commentRangeEnd", {&S::end_comment_range}},
        {"commentReference", {&S::start_comment_reference}},
        {"hyperlink", {&S::start_hyperlink}},
        {"altChunk", {&S::start_chunk}},
        {"subDoc", {&S::start_subdocument}},
        {"AlternateContent", {&S::start_alternatives, &S::end_alternatives}},
        {"Choice", {&S::start_choice}},
        {"Fallback", {&S::start_fallback, &S::end_fallback}},
        {"fldChar", {&S::start_field_character}},
        {"fldSimple", {&S::start_simple_field}},
        {"txbxContent", {&S::start_box, &S::end_box}},
        {"anchor", {&S::start_drawing}},
        {"inline", {&S::start_drawing}},
        {"docPr", {&S::start_drawing_properties}},
        {"cNvPr", {&S::start_drawing_properties}},
        {"xfrm", {&S::start_transform}},
        {"shape", {&S::start_shape}},
        {"rect", {&S::start_shape}},
        {"textpath", {&S::start_text_path}},
        {"imagedata", {&S::start_linked}},
        {"blip", {&S::start_linked}},
        {"OLEObject", {&S::start_linked}},
        {"srcRect", {&S::start_crop}},
        {"background", {&S::start_page_color}},
    };
    table.insert(std::begin(more), std::end(more));
}

void DocxStory::start_change() {
    const auto name = xml_->name();
    Scope scope{.revision = revision_of(*xml_),
                .deleted = name == "del" || name == "moveFrom",
                .moved = name.starts_with("move"),
                .words = {}};
    const auto what = scope.moved ? (scope.deleted ? "moved away" : "moved here")
                                  : (scope.deleted ? "deleted" : "inserted");
    scope.words = fmt::format("{} by {}", what, revision_words(scope.revision));
    scopes_.push_back(std::move(scope));
}

void DocxStory::end_change() {
    if (!scopes_.empty()) scopes_.pop_back();
}

void DocxStory::tell_change(const Revision& revision, std::string_view what) {
    out_.tell_change(fmt::format("{} by {}", what, revision_words(revision)));
}

void DocxStory::start_property_change() {
    tell_change(revision_of(*xml_), "its format is changed");
    xml_->skip();
}

void DocxStory::start_range_change() {
    tell_change(revision_of(*xml_), "its structure is changed");
}

void DocxStory::start_comment_range() {
    const std::string id(xml_->attribute("id"));
    shared_.anchors[id].locator = out_.locator();
    open_comments_.insert(id);
}

void DocxStory::end_comment_range() {
    open_comments_.erase(std::string(xml_->attribute("id")));
}

void DocxStory::start_comment_reference() {
    auto& anchor = shared_.anchors[std::string(xml_->attribute("id"))];
    if (anchor.locator.empty()) anchor.locator = out_.locator();
}

void DocxStory::start_hyperlink() {
    const auto* const relation = find_relation_id(relations_, xml_->prefixed("id"));
    if (relation != nullptr && relation->external) out_.note(Place::link, relation->target);
    out_.note(Place::alt_text, xml_->attribute("tooltip"), "tooltip");
}

void DocxStory::start_chunk() {
    const auto* const relation = find_relation_id(relations_, xml_->prefixed("id"));
    if (relation != nullptr && !relation->external) shared_.chunks.push_back(relation->target);
}

void DocxStory::start_subdocument() {
    const auto* const relation = find_relation_id(relations_, xml_->prefixed("id"));
    if (relation == nullptr) return;
    out_.holds(ContentKind::external_links,
               fmt::format("it draws in the document {}", to_valid_utf8(relation->target)),
               relation->target);
}

void DocxStory::start_alternatives() {
    choices_.push_back(false);
    out_.begin_alternatives();
}

void DocxStory::end_alternatives() {
    if (!choices_.empty()) choices_.pop_back();
    out_.end_alternatives();
}

void DocxStory::start_choice() {
    if (choices_.empty()) return;
    // A second choice is for programs that do not know the first one's drawings.
    if (choices_.back()) xml_->skip();
    if (!choices_.empty()) choices_.back() = true;
}

void DocxStory::start_fallback() {
    if (choices_.empty() || !choices_.back() || out_.falls_back()) return;
    fallback_depth_ = xml_->depth();
    out_.fall_back(true);
}

void DocxStory::end_fallback() {
    if (!out_.falls_back() || xml_->depth() + 1 != fallback_depth_) return;
    out_.fall_back(false);
}

}  // namespace sendguard::draft

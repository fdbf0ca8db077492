// Changes, comments, alternatives, and what a story draws in from elsewhere.
#include <fmt/format.h>

#include "base/text.h"
#include "draft/docx_story.h"

namespace sendguard::draft {

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

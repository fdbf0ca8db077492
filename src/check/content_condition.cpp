// `content`: what documents hold besides what their reader sees, each with its place.
#include <algorithm>

#include "base/text.h"
#include "check/conditions.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMaxNotes = 8;  ///< the places tell the rest

draft::Place place_for(draft::ContentKind kind) {
    using enum draft::ContentKind;
    switch (kind) {
        case tracked_changes:
            return draft::Place::deletion;
        case comments:
        case annotations:
            return draft::Place::comment;
        case speaker_notes:
            return draft::Place::notes;
        case watermark:
            return draft::Place::watermark;
        case properties:
        case draft_status:
        case position:
        case macros:
        case external_links:
        case old_format:
            return draft::Place::metadata;
        case embedded_files:
            return draft::Place::filename;
        default:
            return draft::Place::hidden;
    }
}

draft::Location location_of(const Scene& scene, const draft::HeldContent& content) {
    draft::Location place;
    place.place = place_for(content.kind);
    place.decoded = true;
    place.locator = content.locator;
    place.text = content.text.empty() ? content.message : content.text;
    place.line_text = place.text;
    if (content.part >= scene.draft.parts.size()) return place;
    const auto& part = scene.draft.parts[content.part];
    place.part = part.number;
    // The line of the part's text, where its words stand there.
    const auto at = content.text.empty() ? std::string_view::npos : part.text.find(content.text);
    if (at == std::string_view::npos) return place;
    const auto begin = line_column(part.text, at);
    const auto end = line_column(part.text, at + content.text.size());
    place.line = begin.line;
    place.column = begin.column;
    place.end_line = end.line;
    place.end_column = end.column;
    return place;
}

}  // namespace

bool holds_content(const policy::ContentCondition& condition, const Scene& scene,
                   Evidence& evidence) {
    std::size_t count = 0;
    for (const auto& content : scene.draft.contents) {
        if (!condition.kinds.test(static_cast<std::size_t>(content.kind))) continue;
        count += content.count;
    }
    if (count <= condition.more_than) return false;
    for (const auto& content : scene.draft.contents) {
        if (!condition.kinds.test(static_cast<std::size_t>(content.kind))) continue;
        evidence.add(location_of(scene, content));
        if (evidence.notes.size() < kMaxNotes) evidence.note(content.message);
    }
    return true;
}

}  // namespace sendguard::check

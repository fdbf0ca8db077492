#include "draft/content_kinds.h"

#include <algorithm>
#include <array>

namespace sendguard::draft {
namespace {

constexpr std::array<std::string_view, kContentKinds> kNames = {
    "tracked-changes", "comments",           "hidden-text",
    "unseen-text",     "covered-text",       "invisible-text",
    "cropped",         "hidden-rows",        "hidden-columns",
    "hidden-sheets",   "very-hidden-sheets", "hidden-slides",
    "speaker-notes",   "annotations",        "form-fields",
    "embedded-files",  "previous-versions",  "watermark",
    "pivot-cache",     "external-links",     "cached-values",
    "macros",          "properties",         "draft-status",
    "position",        "old-format"};

}  // namespace

std::string_view content_kind_name(ContentKind kind) {
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<ContentKind> content_kind_from_name(std::string_view name) {
    const auto found = std::ranges::find(kNames, name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<ContentKind>(found - kNames.begin());
}

}  // namespace sendguard::draft

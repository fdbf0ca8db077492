#include "draft/draft.h"

#include <algorithm>
#include <array>

#include "draft/fields.h"

namespace sendguard::draft {
namespace {

constexpr std::array<std::string_view, kPlaces> kNames = {
    "subject", "body",      "quote",    "signature", "filename", "header",   "link",     "alt-text",
    "comment", "insertion", "deletion", "hidden",    "notes",    "metadata", "watermark"};

}  // namespace

std::string_view place_name(Place place) {
    return kNames[static_cast<std::size_t>(place)];
}

std::optional<Place> place_from_name(std::string_view name) {
    const auto found = std::ranges::find(kNames, name);
    if (found == kNames.end()) return {};
    return static_cast<Place>(found - kNames.begin());
}

const HeaderField* Draft::header(std::string_view name) const {
    return find_field(headers, name);
}

std::string_view Draft::subject() const {
    const auto found = std::ranges::find_if(passages, [](const Passage& passage) {
        return passage.place == Place::subject && !passage.alternative;
    });
    return found == passages.end() ? std::string_view{} : found->text;
}

}  // namespace sendguard::draft

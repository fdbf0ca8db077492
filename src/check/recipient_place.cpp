#include "check/recipient_place.h"

#include <utility>

#include "base/text.h"

namespace sendguard::check {

draft::Location recipient_place(const draft::Draft& draft, std::string text) {
    draft::Location place;
    place.place = draft::Place::header;
    place.text = std::move(text);
    const auto source = std::string_view(*draft.bytes);
    const draft::HeaderField* shown = nullptr;
    auto at = std::string_view::npos;
    for (const auto* name : {"To", "Cc", "Bcc"}) {
        const auto* field = draft.header(name);
        if (field == nullptr || at != std::string_view::npos) continue;
        at = source.substr(field->begin, field->end - field->begin).find(place.text);
        if (shown == nullptr || at != std::string_view::npos) shown = field;
    }
    if (shown == nullptr) {
        place.locator = "envelope";
        return place;
    }
    const bool literal = at != std::string_view::npos;
    const auto offset = shown->begin + (literal ? at : 0);
    const auto begin = line_column(source, offset);
    place.line = place.end_line = begin.line;
    place.column = begin.column;
    place.end_column =
        begin.column +
        static_cast<std::uint32_t>(literal ? count_code_points(place.text) : shown->name.size());
    const auto line_end = source.find_first_of("\r\n", offset);
    const auto line_begin = source.find_last_of('\n', offset) + 1;
    place.line_text = std::string(source.substr(line_begin, line_end - line_begin).substr(0, 400));
    place.locator = "header " + std::string(shown->name);
    return place;
}

}  // namespace sendguard::check

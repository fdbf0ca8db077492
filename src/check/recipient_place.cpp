#include "check/recipient_place.h"

#include <utility>

#include "base/text.h"

namespace sendguard::check {

draft::Location recipient_place(const draft::Draft& draft, std::string text) {
    draft::Location place;
    place.place = draft::Place::header;
    place.text = std::move(text);
    for (const auto* name : {"To", "Cc", "Bcc"}) {
        const auto* field = draft.header(name);
        if (field == nullptr) continue;
        const auto source = std::string_view(*draft.bytes);
        const auto raw = source.substr(field->begin, field->end - field->begin);
        // The address itself where it stands there literally, else the field's start.
        const auto at = raw.find(place.text);
        if (at == std::string_view::npos && std::string_view(name) != "Bcc" &&
            draft.header("Cc") != nullptr && std::string_view(name) != "Cc") {
            continue;
        }
        const auto offset = field->begin + (at == std::string_view::npos ? 0 : at);
        const auto begin = line_column(source, offset);
        place.line = place.end_line = begin.line;
        place.column = begin.column;
        place.end_column =
            begin.column + static_cast<std::uint32_t>(at == std::string_view::npos
                                                          ? field->name.size()
                                                          : count_code_points(place.text));
        const auto line_end = source.find_first_of("\r\n", offset);
        const auto line_begin = source.find_last_of('\n', offset) + 1;
        place.line_text =
            std::string(source.substr(line_begin, line_end - line_begin).substr(0, 400));
        place.locator = "header " + std::string(name);
        return place;
    }
    place.locator = "envelope";
    return place;
}

}  // namespace sendguard::check

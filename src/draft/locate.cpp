// From a span of a passage back to lines and columns that a person can go to.
#include <algorithm>

#include "base/text.h"
#include "draft/draft.h"
#include "draft/table_place.h"
#include "draft/text_types.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxLineText = 400;  ///< a report's line is read by people

/// Where byte `at` of the passage came from.
std::size_t origin_of(const Passage& passage, std::size_t at) {
    if (passage.map.empty()) return passage.origin + at;
    auto next = std::ranges::upper_bound(passage.map, at, {},
                                         [](const Segment& s) { return std::size_t{s.text}; });
    if (next == passage.map.begin()) return next->origin;
    --next;
    return next->origin + (at - next->text);
}

bool continues_character(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// The line around `at`, cut to kMaxLineText bytes with `at` inside.
std::string line_around(std::string_view text, std::size_t at) {
    at = std::min(at, text.size());
    std::size_t begin = at;
    while (begin > 0 && text[begin - 1] != '\n' && text[begin - 1] != '\r' &&
           at - begin < kMaxLineText / 2)
        --begin;
    while (begin < at && continues_character(text, begin)) ++begin;
    const auto near = text.substr(0, begin + kMaxLineText);
    std::size_t end = std::min(near.find_first_of("\r\n", at), near.size());
    while (end > begin && continues_character(text, end)) --end;
    return to_valid_utf8(text.substr(begin, end - begin));
}

/// A span [begin, end) of `text`.
void place_span(Location& location, std::string_view text, std::size_t begin, std::size_t end) {
    begin = std::min(begin, text.size());
    end = std::clamp(end, begin, text.size());
    const auto inside = text.substr(begin, end - begin);
    const LineColumn first = line_column(text, begin);
    auto last = first;
    if (inside.find_first_of("\r\n") == std::string_view::npos)
        last.column += static_cast<std::uint32_t>(count_code_points(inside));
    else
        last = line_column(text, end);
    location.line = first.line;
    location.column = first.column;
    location.end_line = last.line;
    location.end_column = last.column;
    location.text = to_valid_utf8(inside);
    location.line_text = line_around(text, begin);
}

/// Where in the document byte `at` of the part's text stands; the passage's own words come after.
void add_locator(Location& location, const Part& part, std::size_t at) {
    if (part.locators.empty() && text_kind(part.type, part.filename, {}) == TextKind::table)
        location.locator = table_place(part.text, at);
    auto next = std::ranges::upper_bound(part.locators, at, {},
                                         [](const Locator& l) { return std::size_t{l.at}; });
    if (next == part.locators.begin()) return;
    --next;
    const bool both = !location.locator.empty() && !next->name.empty();
    location.locator = next->name + (both ? ", " : "") + location.locator;
}

/// Where bytes [begin, end) of the passage's text came from, in the coordinates of its map.
SourceSpan origin_span(const Passage& passage, std::size_t begin, std::size_t end) {
    end = std::clamp(end, begin, passage.text.size());
    const std::size_t from = origin_of(passage, begin);
    return {from, end == begin ? from : origin_of(passage, end - 1) + 1};
}

}  // namespace

std::optional<SourceSpan> source_span(const Passage& passage, std::size_t begin, std::size_t end) {
    if (passage.origin_kind != Origin::source) return std::nullopt;
    return origin_span(passage, begin, end);
}

Location locate(const Draft& draft, const Passage& passage, std::size_t begin, std::size_t end) {
    Location location;
    location.place = passage.place;
    if (passage.part < draft.parts.size()) location.part = draft.parts[passage.part].number;
    if (!passage.detail.empty())
        location.locator =
            passage.place == Place::header ? "header " + passage.detail : passage.detail;
    const std::string_view source =
        draft.bytes ? std::string_view(*draft.bytes) : std::string_view{};
    end = std::clamp(end, begin, passage.text.size());
    const auto [from, to] = origin_span(passage, begin, end);
    switch (passage.origin_kind) {
        case Origin::source:
            place_span(location, source, from, to);
            if (passage.part < draft.parts.size()) {
                const Part& part = draft.parts[passage.part];
                if (part.literal && from >= part.content_begin)
                    add_locator(location, part, from - part.content_begin);
            }
            return location;
        case Origin::decoded: {
            location.decoded = true;
            const bool own_text = passage.alternative || passage.part >= draft.parts.size();
            if (own_text)
                place_span(location, passage.text, begin, end);
            else
                place_span(location, draft.parts[passage.part].text, from, to);
            if (!own_text) add_locator(location, draft.parts[passage.part], from);
            return location;
        }
        case Origin::field:
            break;
    }
    place_span(location, passage.text, begin, end);
    location.decoded = true;
    location.line += line_column(source, passage.origin).line - 1;
    location.end_line += line_column(source, passage.origin).line - 1;
    return location;
}

}  // namespace sendguard::draft

#include "report/region.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace sendguard::report {
namespace {

constexpr char32_t kFirstOfTwoUnits = 0x10000;  // source: Unicode 3.9, UTF-16

std::uint32_t count(std::string_view text, Units units) {
    if (units == Units::utf8) return static_cast<std::uint32_t>(text.size());
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < text.size();) {
        sum += next_code_point(text, at) >= kFirstOfTwoUnits ? 2 : 1;
    }
    return sum;
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
}

std::string_view last_line(std::string_view text) {
    const auto end = text.find_last_of("\r\n");
    return end == std::string_view::npos ? text : text.substr(end + 1);
}

/// The place's first column in `units`; 0 where it cannot be told.
std::uint32_t first_column(const draft::Location& place, Units units) {
    const std::string_view line = place.line_text;
    const auto span = first_line(place.text);
    std::size_t at = 0;
    std::uint32_t points = 1;
    for (; points < place.column && at < line.size(); ++points) next_code_point(line, at);
    if (points == place.column && line.substr(at).starts_with(span)) {
        return 1 + count(line.substr(0, at), units);
    }
    if (units == Units::utf8) return 0;
    const auto found = line.find(span);
    if (span.empty() || found == std::string_view::npos) return place.column;
    const auto before = line.substr(0, found);
    return place.column + count(before, Units::utf16) -
           static_cast<std::uint32_t>(count_code_points(before));
}

/// Past the last column in `units`; 0 where it cannot be told.
std::uint32_t last_column(const draft::Location& place, std::uint32_t column, Units units) {
    const std::string_view text = place.text;
    if (place.end_line == place.line) {
        if (place.end_column < place.column) return column;
        const auto points = place.end_column - place.column;
        if (first_line(text).size() == text.size() && count_code_points(text) == points) {
            return column + count(text, units);
        }
        return units == Units::utf8 ? 0 : column + points;
    }
    const auto last = last_line(text);
    // A text that was cut short does not end where its place ends.
    if (count_code_points(last) + 1 == place.end_column) return 1 + count(last, units);
    return units == Units::utf8 ? 0 : place.end_column;
}

}  // namespace

bool has_file_line(const draft::Location& place) {
    using draft::Place;
    return !place.decoded || place.place == Place::subject || place.place == Place::header ||
           place.place == Place::filename;
}

Region region_in_file(const draft::Location& place, Units units) {
    Region region;
    if (!has_file_line(place)) return region;
    region.line = std::max(place.line, 1U);
    region.end_line = std::max(place.end_line, region.line);
    if (place.decoded || place.line == 0 || place.column == 0 || place.end_line < place.line) {
        return region;
    }
    region.column = first_column(place, units);
    region.end_column = region.column == 0 ? 0 : last_column(place, region.column, units);
    if (region.end_column == 0) region.column = 0;
    return region;
}

}  // namespace sendguard::report

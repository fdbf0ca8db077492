#include "report/excerpt.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kTabStop = 4;
constexpr std::string_view kCut = "...";
constexpr std::string_view kRunnerCommand = "##[";
constexpr std::string_view kSecondHash = "\\u{23}";

struct Cell {
    std::string text;       ///< what is printed for one code point
    std::size_t width = 0;  ///< in terminal cells
    bool marked = false;
};

/// The "#" of "##[" that is written out, so that no runner takes the line for a command.
bool is_second_hash(std::string_view text, std::size_t at) {
    return at > 0 && text.substr(at - 1).starts_with(kRunnerCommand);
}

Cell cell_for(std::string_view bytes, char32_t code_point, std::size_t column) {
    if (code_point == U'\t') {
        const auto blanks = kTabStop - column % kTabStop;
        return {.text = std::string(blanks, ' '), .width = blanks};
    }
    if (code_point == U'\\') return {.text = "\\", .width = 1};
    std::string text = escape_invisible(to_valid_utf8(bytes));
    const auto width = text == bytes ? display_width(code_point) : text.size();
    return {.text = std::move(text), .width = width};
}

std::vector<Cell> cells_of(std::string_view line, std::size_t begin, std::size_t end) {
    std::vector<Cell> cells;
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size();) {
        const auto start = at;
        const char32_t code_point = next_code_point(line, at);
        cells.push_back(cell_for(line.substr(start, at - start), code_point, column));
        if (is_second_hash(line, start)) {
            cells.back().text = kSecondHash;
            cells.back().width = kSecondHash.size();
        }
        cells.back().marked = start >= begin && start < end;
        column += cells.back().width;
    }
    return cells;
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
}

/// Where the place's span begins in its line: at its column, else where its text is found.
std::size_t find_span(std::string_view line, std::string_view span, std::uint32_t column) {
    std::size_t at = 0;
    for (std::uint32_t i = 1; i < column && at < line.size(); ++i) next_code_point(line, at);
    if (line.substr(at).starts_with(span)) return at;
    return line.find(span);
}

struct Window {
    std::size_t first = 0;
    std::size_t last = 0;  ///< past the end
};

/// The cells that fit into `width` with the marked ones first, then as much around as there is
/// room.
Window window_around(const std::vector<Cell>& cells, std::size_t width) {
    std::size_t total = 0;
    for (const auto& cell : cells) total += cell.width;
    if (total <= width) return {0, cells.size()};
    const auto marked = std::ranges::find(cells, true, &Cell::marked);
    Window window;
    window.first = window.last =
        marked == cells.end() ? 0 : static_cast<std::size_t>(marked - cells.begin());
    std::size_t room = width - 2 * kCut.size();
    const std::size_t before = room / 3;  // most of the room is for what follows
    for (std::size_t used = 0; window.first > 0; --window.first) {
        used += cells[window.first - 1].width;
        if (used > before) break;
        room -= cells[window.first - 1].width;
    }
    while (window.last < cells.size() && !cells[window.last].marked) ++window.last;
    if (marked == cells.end()) window.last = 0;
    for (; window.last < cells.size() && cells[window.last].width <= room; ++window.last) {
        room -= cells[window.last].width;
    }
    return window;
}

struct ShownLine {
    std::vector<Cell> cells;
    Window window;
};

ShownLine shown_line(const draft::Location& place, std::size_t width) {
    const auto span = first_line(place.text);
    std::string_view line = first_line(place.line_text);
    auto begin = find_span(line, span, place.column);
    if (begin == std::string_view::npos) {
        line = span;
        begin = 0;
    }
    ShownLine shown{.cells = cells_of(line, begin, begin + span.size()), .window = {}};
    shown.window = window_around(shown.cells, std::max<std::size_t>(width, 20));
    return shown;
}

std::string without_trailing_blanks(std::string text) {
    const auto last = text.find_last_not_of(' ');
    text.resize(last == std::string::npos ? 0 : last + 1);
    return text;
}

}  // namespace

std::size_t display_width(char32_t code_point) {
    const auto c = static_cast<UChar32>(code_point);
    switch (u_charType(c)) {
        case U_NON_SPACING_MARK:
        case U_ENCLOSING_MARK:
        case U_FORMAT_CHAR:
            return 0;
    }
    const int wide = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

Excerpt excerpt(const draft::Location& place, std::size_t width) {
    const auto line = shown_line(place, width);
    Excerpt shown;
    if (line.window.first > 0) {
        shown.line += kCut;
        shown.carets += std::string(kCut.size(), ' ');
    }
    for (std::size_t i = line.window.first; i < line.window.last; ++i) {
        const auto& cell = line.cells[i];
        shown.line += cell.text;
        shown.carets += std::string(cell.width, cell.marked ? '^' : ' ');
    }
    if (line.window.last < line.cells.size()) shown.line += kCut;
    shown.line = without_trailing_blanks(std::move(shown.line));
    shown.carets = without_trailing_blanks(std::move(shown.carets));
    return shown;
}

MarkedLine marked_line(const draft::Location& place, std::size_t width) {
    const auto line = shown_line(place, width);
    MarkedLine shown;
    if (line.window.first > 0) shown.before = kCut;
    for (std::size_t i = line.window.first; i < line.window.last; ++i) {
        const auto& cell = line.cells[i];
        auto& piece = cell.marked ? shown.span : shown.span.empty() ? shown.before : shown.after;
        piece += cell.text;
    }
    if (line.window.last < line.cells.size()) shown.after += kCut;
    return shown;
}

std::string printable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        const char32_t code_point = next_code_point(text, at);
        if (code_point == U'\\') {
            out += '\\';
        } else if (is_second_hash(text, start)) {
            out += kSecondHash;
        } else {
            out += escape_invisible(to_valid_utf8(text.substr(start, at - start)));
        }
    }
    return out;
}

}  // namespace sendguard::report

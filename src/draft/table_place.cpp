#include "draft/table_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kHeadBytes = 40;  ///< of a column's name

char divider_of(std::string_view text) {
    const auto row = text.substr(0, text.find('\n'));
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char sign : {',', '\t', ';', '|'}) {
        const auto count = std::ranges::count(row, sign);
        if (count > most) {
            most = count;
            best = sign;
        }
    }
    return best;
}

struct Cell {
    std::size_t row = 1, column = 1;
};

/// Walks to byte `end`; `heads` gets the first row's cells when it is passed.
Cell walk(std::string_view text, std::size_t end, char divider, std::vector<std::string>* heads) {
    Cell cell;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < std::min(end, text.size()); ++at) {
        const char c = text[at];
        if (c == '"') quoted = !quoted;
        if (quoted || (c != divider && c != '\n')) continue;
        if (heads != nullptr) heads->emplace_back(trim(text.substr(begin, at - begin)));
        begin = at + 1;
        ++cell.column;
        if (c != '\n') continue;
        if (heads != nullptr) return cell;
        ++cell.row;
        cell.column = 1;
    }
    return cell;
}

}  // namespace

std::string table_place(std::string_view text, std::size_t at) {
    const char divider = divider_of(text);
    const Cell cell = walk(text, at, divider, nullptr);
    std::vector<std::string> heads;
    walk(text, text.size(), divider, &heads);
    auto place = fmt::format("row {}, column {}", cell.row, cell.column);
    if (cell.column <= heads.size() && !heads[cell.column - 1].empty())
        place += fmt::format(" ({})", shortened(heads[cell.column - 1], kHeadBytes));
    return place;
}

}  // namespace sendguard::draft

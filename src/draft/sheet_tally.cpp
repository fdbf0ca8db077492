#include "draft/sheet_tally.h"

#include <fmt/format.h>

#include <algorithm>

namespace sendguard::draft {
namespace {

constexpr std::size_t kSampleBytes = 200;

/// 28 is "AB".
std::string column_name(std::size_t column) {
    std::string name;
    for (; column > 0; column = (column - 1) / 26)
        name.insert(name.begin(), static_cast<char>('A' + (column - 1) % 26));
    return name;
}

std::string rows_word(std::size_t count) {
    return count == 1 ? "1 row" : grouped(count) + " rows";
}

}  // namespace

std::string grouped(std::size_t number) {
    auto digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

void SheetTally::Hidden::add(std::size_t at, std::string_view text, std::size_t repeated) {
    if (count == 0) first = at;
    count += repeated;
    first = std::min(first, at);
    last = std::max(last, at + repeated - 1);
    if (sample.size() >= kSampleBytes) return;
    sample += text;
    sample += ' ';
}

void SheetTally::hidden_value(std::size_t column, std::string_view value) {
    columns_.add(column, value);
}

void SheetTally::row(std::size_t number, const SheetRow& row) {
    if (row.seen.empty() && row.unseen.empty() && row.aside.empty()) return;
    held_ += row.repeated;
    text_.at(fmt::format("{} row {}", locator_, number));
    if (state_ != SheetState::visible || row.hidden) {
        const auto* const detail = state_ != SheetState::visible ? "hidden sheet" : "hidden rows";
        rows_.add(number, row.seen, row.repeated);
        for (const auto line : {row.seen, row.unseen, row.aside})
            if (!line.empty()) text_.add_line(Place::hidden, line, detail);
        return;
    }
    if (!row.seen.empty()) {
        seen_ += row.repeated;
        text_.add_line(Place::body, row.seen);
    }
    if (!row.unseen.empty()) {
        letters_.add(number, row.unseen, row.repeated);
        text_.add_line(Place::hidden, row.unseen, "unseen text");
    }
    if (!row.aside.empty()) text_.add_line(Place::hidden, row.aside, "hidden columns");
}

void SheetTally::tell_rows(bool filtered) {
    text_.at(rows_.first == rows_.last
                 ? fmt::format("{} row {}", locator_, rows_.first)
                 : fmt::format("{} rows {} to {}", locator_, rows_.first, rows_.last));
    text_.holds(
        ContentKind::hidden_rows,
        fmt::format("a reader sees {} of {}, the file holds {}{}", rows_word(seen_), locator_,
                    grouped(held_), filtered ? " (a filter hides the others)" : ""),
        rows_.sample, rows_.count);
}

void SheetTally::tell_columns() {
    text_.at(columns_.first == columns_.last
                 ? fmt::format("{} column {}", locator_, column_name(columns_.first))
                 : fmt::format("{} columns {} to {}", locator_, column_name(columns_.first),
                               column_name(columns_.last)));
    text_.holds(
        ContentKind::hidden_columns,
        fmt::format("hidden columns of {} hold {} values", locator_, grouped(columns_.count)),
        columns_.sample, columns_.count);
}

void SheetTally::tell(bool filtered) {
    text_.at(locator_);
    if (state_ != SheetState::visible) {
        const bool very = state_ == SheetState::very_hidden;
        if (held_ == 0) return;
        text_.holds(very ? ContentKind::very_hidden_sheets : ContentKind::hidden_sheets,
                    fmt::format("{} is {}hidden and holds {}", locator_, very ? "very " : "",
                                rows_word(held_)),
                    rows_.sample, held_);
        return;
    }
    if (rows_.count > 0) tell_rows(filtered);
    if (columns_.count > 0) tell_columns();
    if (letters_.count == 0) return;
    text_.at(fmt::format("{} row {}", locator_, letters_.first));
    text_.holds(ContentKind::unseen_text,
                fmt::format("{} of {} with values in white or without a form",
                            rows_word(letters_.count), locator_),
                letters_.sample, letters_.count);
}

}  // namespace sendguard::draft

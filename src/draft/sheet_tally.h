// What a reader sees of a sheet and what the file holds: gathers its rows, of any spreadsheet
// format, and tells the difference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "draft/document_text.h"

namespace sendguard::draft {

enum class SheetState : std::uint8_t { visible, hidden, very_hidden };

/// The values of one row, tabs between them.
struct SheetRow {
    std::string_view seen;
    std::string_view unseen;  ///< in white, or with an empty number format
    std::string_view aside;   ///< in hidden columns
    bool hidden = false;      ///< the row itself
    std::size_t repeated = 1;
};

class SheetTally {
  public:
    /// in: locator - "sheet 'Q3'"
    SheetTally(DocumentText& text, std::string locator, SheetState state)
        : text_(text), locator_(std::move(locator)), state_(state) {}

    /// Adds a row's text where it belongs; a row without values is none. number: 1-based
    void row(std::size_t number, const SheetRow& row);
    /// Counts a value in a hidden column of a shown row. column: 1-based
    void hidden_value(std::size_t column, std::string_view value);
    /// To be called at the sheet's end. filtered: a filter stands on the sheet
    void tell(bool filtered);

  private:
    /// Rows or columns that are hidden and hold values.
    struct Hidden {
        std::size_t count = 0, first = 0, last = 0;
        std::string sample;
        void add(std::size_t at, std::string_view text, std::size_t repeated = 1);
    };
    void tell_rows(bool filtered);
    void tell_columns();

    DocumentText& text_;
    std::string locator_;
    SheetState state_;
    std::size_t held_ = 0, seen_ = 0;
    Hidden rows_, columns_, letters_;
};

/// "33,000".
std::string grouped(std::size_t number);

}  // namespace sendguard::draft

// One sheet of an Excel workbook: its rows as a reader sees them, and those that are hidden.
// source: ECMA-376 part 1, 18.3
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/office_package.h"
#include "draft/sheet_tally.h"
#include "draft/xlsx_parts.h"

namespace sendguard::draft {

struct SheetContext {
    std::string name;
    SheetState state = SheetState::visible;
    const SharedStrings& strings;
    const std::vector<bool>& unseen;  ///< by a cell's format
};

class SheetReader {
  public:
    SheetReader(OfficePackage& package, const SheetContext& context,
                const std::vector<Relation>& relations);
    void read(XmlReader& xml);

  private:
    struct Columns {
        std::size_t first = 0, last = 0;
    };
    void start(XmlReader& xml);
    void start_row(XmlReader& xml);
    void end_row();
    void read_cell(XmlReader& xml);
    void add_value(std::string_view value);
    void read_column(XmlReader& xml);
    bool column_is_hidden(std::size_t column) const;
    void read_header(XmlReader& xml);
    void read_hyperlink(XmlReader& xml);

    OfficePackage& package_;
    DocumentText& text_;
    const SheetContext& context_;
    const std::vector<Relation>& relations_;
    std::string locator_;
    std::vector<Columns> hidden_columns_;
    std::size_t row_ = 0, column_ = 0;
    bool row_hidden_ = false, cell_unseen_ = false, filtered_ = false;
    std::string seen_, unseen_, aside_;  ///< of the row: shown, in white, in hidden columns
    std::string cell_;
    SheetTally tally_;
};

}  // namespace sendguard::draft

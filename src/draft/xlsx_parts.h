// The parts of an Excel workbook around its sheets' cells.
// source: ECMA-376 part 1, 18 (SpreadsheetML)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "draft/office_package.h"

namespace sendguard::draft {

/// Texts that cells name by number, one after the other in one string.
class SharedStrings {
  public:
    void read(XmlReader& xml);
    std::string_view get(std::size_t index) const;  ///< "" past the end

  private:
    std::string all_;
    std::vector<std::uint32_t> ends_;
};

/// Which of the cell formats make a value unseen: white letters on no fill, or ";;;" for its form.
std::vector<bool> read_unseen_formats(XmlReader& xml);

/// Persons of threaded comments by their ids.
using Persons = std::unordered_map<std::string, std::string>;
Persons read_persons(XmlReader& xml);

struct SheetNames {
    std::string locator;  ///< "sheet 'Q3'"
    bool hidden = false;
};
void read_sheet_comments(OfficePackage& package, std::string_view part, const SheetNames& sheet);
void read_threaded_comments(OfficePackage& package, std::string_view part, const SheetNames& sheet,
                            const Persons& persons);
void read_sheet_drawing(OfficePackage& package, std::string_view part, const SheetNames& sheet);

/// The rows that a pivot table keeps of its source.
void read_pivot_cache(OfficePackage& package, std::string_view part);
/// A link to another workbook, and the values kept of it.
void read_external_link(OfficePackage& package, std::string_view part);
void read_connections(OfficePackage& package, std::string_view part);
/// Changes of a workbook that several people edit.
void read_revisions(OfficePackage& package, std::string_view part);

}  // namespace sendguard::draft

// Where in a table of text (CSV, TSV) a byte stands, as a person would say it. Rows are counted
// when a place is asked for, so that a table of a million rows costs nothing until then.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::draft {

/// out:    "row 152, column 3 (email)": rows from 1, the first one's cells name the columns
/// cost:   linear in the bytes before `at`
/// source: RFC 4180; the sign that divides is the most frequent in the first row
std::string table_place(std::string_view text, std::size_t at);

}  // namespace sendguard::draft

// Rows of a line and what it comes to, for the tests of embargoes.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "base/time.h"
#include "check/embargo.h"
#include "check/make.h"

namespace sendguard::test {

using check::EmbargoFault;

inline const Timestamp kNow = parse_rfc3339("2027-01-15T12:00:00Z").value();

struct Readable {
    const char* text;
    const char* until;
};
struct Refused {
    const char* text;
    EmbargoFault fault;
    const char* reason;  ///< a part of it
};

inline draft::Draft page(const std::string& text, std::string name = "news/a.md") {
    return draft::read_draft(std::make_shared<const std::string>(text),
                             {.source = std::move(name)});
}

inline std::vector<check::EmbargoLine> lines_of(const std::string& text) {
    return check::embargoes(page(text + "\n\nThe bank reports on its year.\n"), kNow);
}

/// Each row's text is one embargo, and its end, or "refused", is what `until` says of the row.
template <class Row, class Until, class More>
void check_rows(std::initializer_list<Row> rows, Until until, More more) {
    for (const auto& row : rows) {
        INFO(row.text);
        const auto lines = lines_of(row.text);
        CHECK(lines.size() == 1);
        if (lines.size() != 1) continue;
        INFO(lines[0].reason);
        CHECK((lines[0].until ? format_rfc3339(*lines[0].until) : "refused") == until(row));
        more(row, lines[0]);
    }
}

inline void check_all(std::initializer_list<Readable> rows) {
    check_rows(
        rows, [](const Readable& row) { return row.until; },
        [](const Readable&, const check::EmbargoLine&) {});
}

inline void check_all(std::initializer_list<Refused> rows) {
    check_rows(
        rows, [](const Refused&) { return "refused"; },
        [](const Refused& row, const check::EmbargoLine& line) {
            CHECK(static_cast<int>(line.fault) == static_cast<int>(row.fault));
            CHECK(line.reason.find(row.reason) != std::string::npos);
        });
}

}  // namespace sendguard::test

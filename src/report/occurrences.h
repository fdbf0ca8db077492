// A report as a flat list: one finding at one place is one occurrence, in the order of paths, then
// of places, so that every format lists the same things in the same order on every run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace sendguard::report {

/// What formats of other programs know: block and hold are errors.
enum class Severity : std::uint8_t { error, warning, note };
Severity severity_of(policy::Action action);

struct Occurrence {
    const DraftReport* draft = nullptr;
    const check::Finding* finding = nullptr;
    const draft::Location* place = nullptr;  ///< nullptr: of the whole draft
    /// SHA-256 over rule, path, the line with blanks folded, and how many such came before: the
    /// same on every run, and when lines move.
    std::string fingerprint;
    bool first = false;  ///< of its finding
};

/// What formats that name rules call a draft that could not be checked.
inline constexpr std::string_view kNotChecked = "send-guard/not-checked";

/// The draft's path as reports name it: from the repository's root on where that is known.
std::string_view path_of(const DraftReport& draft);

/// The drafts in order of their paths.
std::vector<const DraftReport*> by_path(const Report& report);

/// Those that could not be checked, in order of their paths.
std::vector<const DraftReport*> not_checked(const Report& report);

/// Findings that do not stand, of all drafts.
struct SetAside {
    std::size_t cleared = 0, allowed = 0, observed = 0, baselined = 0;
};
SetAside set_aside(const Report& report);
/// "2 cleared by sign-off; 3 allowed by comments; 1 observed; 1 in the baseline"; "" when there are
/// none.
std::string set_aside_words(const SetAside& counts);

/// in: report - must outlive what is returned
std::vector<Occurrence> occurrences(const Report& report);

/// Why a draft could not be checked: a printable line that names the draft by path_of().
std::string error_of(const DraftReport& draft);

/// The finding at its place as one printable paragraph, for formats that have a message only.
std::string told(const Occurrence& occurrence);

}  // namespace sendguard::report

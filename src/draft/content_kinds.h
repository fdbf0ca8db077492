// What a document may hold besides what its reader sees: each kind has a name that rules ask for
// (`content: hidden-rows`), and that reports show.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sendguard::draft {

enum class ContentKind : std::uint8_t {
    tracked_changes,  ///< insertions, deletions and moves that nobody accepted yet
    comments,         ///< of authors and reviewers
    hidden_text,      ///< marked hidden, or of no size
    unseen_text,      ///< white on white, or too small to be read
    covered_text,     ///< under an opaque shape or picture
    invisible_text,   ///< drawn in no colour (PDF render mode 3)
    cropped,          ///< outside what the page or picture shows
    hidden_rows,      ///< of a sheet, by hand or by a filter
    hidden_columns,
    hidden_sheets,
    very_hidden_sheets,  ///< that the program's own menu does not list
    hidden_slides,
    speaker_notes,
    annotations,  ///< of a PDF: notes, highlights, pop-ups, stamps
    form_fields,  ///< values that were typed into a form
    embedded_files,
    previous_versions,  ///< an incremental PDF's earlier states, a file's own version history
    watermark,
    pivot_cache,     ///< the rows that a pivot table was made from
    external_links,  ///< to other files, whose values are kept
    cached_values,   ///< of links that are gone, of formulas' sources
    macros,
    properties,    ///< author, company, manager, template, last editor
    draft_status,  ///< a status or title property that says draft
    position,      ///< where a picture was taken
    old_format,    ///< its text was read, what it holds besides was not looked for
};
inline constexpr std::size_t kContentKinds = 26;
std::string_view content_kind_name(ContentKind kind);                      ///< "hidden-rows"
std::optional<ContentKind> content_kind_from_name(std::string_view name);  ///< of the above

}  // namespace sendguard::draft

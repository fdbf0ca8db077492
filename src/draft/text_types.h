// Which kind of text a text is: by its media type where that says so, then by what it begins with,
// then by its name, which is the only mark that Markdown and its like have.
#pragma once

#include <string_view>

namespace sendguard::draft {

enum class TextKind : unsigned char {
    plain,
    html,
    markdown,
    asciidoc,
    restructured,
    cards,  ///< iCalendar and vCard
    table,  ///< comma or tab separated
    xml,
    enriched,
    header_fields,
};

/// in: type - a media type, lower case; "" and those that say nothing ("text/plain",
///            "application/octet-stream") leave it to content and name
///     name - a file name; may be empty
TextKind text_kind(std::string_view type, std::string_view name, std::string_view text);

/// The media type of a kind, for parts that have none.
std::string_view text_kind_type(TextKind kind);

/// Whether a file of this name is text whatever it begins with.
bool is_text_name(std::string_view name);

}  // namespace sendguard::draft

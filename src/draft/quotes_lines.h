// What single lines say about where quoted mail begins and where an author's name block stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sendguard::draft {

enum class LineKind : std::uint8_t {
    ordinary,
    attribution,  ///< "On 3 May 2025, Anna <anna@example.org> wrote:"
    separator,    ///< "-----Original Message-----"
    header,       ///< "From: ...", "Gesendet: ...": a label of a mail's header block
};

/// The labels that a header block of an earlier mail is known by; a block has three of them.
enum HeaderLabel : std::uint8_t { kFromLabel = 1, kDateLabel = 2, kToLabel = 4, kSubjectLabel = 8 };

struct LineClass {
    LineKind kind = LineKind::ordinary;
    std::uint8_t label = 0;    ///< of a header line: a HeaderLabel
    bool has_address = false;  ///< of an attribution: it names a mail address
};

/// in:     line - UTF-8 without its line end; over 400 bytes is ordinary
/// source: the lines that mail programs write, in the languages of the shipped packs
LineClass classify_line(std::string_view line);

/// Whether a line may be other than ordinary: a look at a few bytes, for lines by the million.
bool may_be_opener(std::string_view line);

/// "Kind regards," and its like: what follows at a text's end is a name block.
bool is_closing_line(std::string_view line);

/// "-- ", or "--" alone.
bool is_signature_mark(std::string_view line);

/// Where the name block after a closing line at the end of `text` begins, or text.size().
///
/// out:  an offset at a line's start; at most 12 lines that are not empty stand behind it
/// cost: the last lines only
std::size_t name_block(std::string_view text);

/// A trimmed line: blanks, tabs, CR, no-break spaces at both ends cut.
std::string_view trim_line(std::string_view line);

}  // namespace sendguard::draft

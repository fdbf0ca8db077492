// Markdown cut into what a renderer would draw, in the order of the source. The parser's own names
// end in markdown_parse.cpp; whoever wants its texts takes these events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sendguard::draft {

enum class MarkdownBlock : std::uint8_t {
    paragraph,
    heading,
    quote,
    list,
    item,
    code,
    table,
    row,
    cell,
    rule,
    html
};

/// A link's target or title: references in it are not resolved, escapes are.
struct MarkdownTarget {
    std::string_view text;
    bool in_source = false;  ///< `text` is a slice of the source
};

class MarkdownEvents {
  public:
    virtual ~MarkdownEvents() = default;
    virtual void enter(MarkdownBlock block) = 0;
    virtual void leave(MarkdownBlock block) = 0;
    /// Text that stands literally at `origin` in the source.
    virtual void text(std::size_t origin, std::string_view run) = 0;
    /// Text that stands there in other bytes: a line end, an indent.
    virtual void made(std::size_t origin, std::string_view text) = 0;
    /// A line end inside a paragraph. A renderer draws most of them as blanks; to a search they are
    /// blanks too, and what looks for lines ("Approved-by: ...") finds those that were written.
    virtual void line_break(std::size_t origin) = 0;
    /// "&amp;", "&#65;", as it stands in the source; perhaps of no known name.
    virtual void reference(std::size_t origin, std::string_view reference) = 0;
    /// Raw HTML, often in several pieces.
    virtual void html(std::size_t origin, std::string_view run) = 0;
    virtual void enter_link(const MarkdownTarget& target, const MarkdownTarget& title) = 0;
    virtual void leave_link() = 0;
    /// Until leave_image() all text is the image's alternative text.
    virtual void enter_image(const MarkdownTarget& target, const MarkdownTarget& title) = 0;
    virtual void leave_image() = 0;
    /// The words behind a code fence, when there are more than the language.
    virtual void fence(const MarkdownTarget& words) = 0;
    /// Source bytes [begin, end) that no event showed: marks, blanks, link definitions.
    virtual void skipped(std::size_t begin, std::size_t end) = 0;
};

/// Walks through CommonMark with GitHub's tables and strikethrough.
///
/// out:    false - memory ran out
/// cost:   linear in the source, but for the cases that md4c caps itself
bool parse_markdown(std::string_view markdown, MarkdownEvents& events);

}  // namespace sendguard::draft

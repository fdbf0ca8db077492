// Light mark-up that is read as it is written, but for what its renderers leave out: comments and
// what a text says about itself. A format each has its file.
#pragma once

#include <string_view>

#include "draft/html.h"

namespace sendguard::draft {

/// AsciiDoc: "//" lines and "////" blocks are comments, ":name: value" lines metadata.
HtmlText read_asciidoc(std::string_view text);

/// reStructuredText: ".. " blocks without a directive are comments, the fields before the text
/// metadata, targets links.
HtmlText read_restructured(std::string_view text);

/// XML and SVG: comments apart, all else as it stands.
HtmlText read_xml(std::string_view text);

}  // namespace sendguard::draft

// Markdown as its reader sees it once it is drawn: emphasis marks, escapes and list marks are gone,
// and what they split stands together ("**DR**AFT" is DRAFT). Beside it what is not drawn: links'
// targets, images' texts, comments, raw HTML that hides, definitions that nothing uses.
//
// The parser's runs go to the HTML reader as they come, with all that it knows of hiding, and with
// exact offsets into the source. A file whose raw HTML is cut by Markdown's own marks is drawn as
// an HTML page first, and that is read.
#pragma once

#include <string_view>

#include "draft/html.h"

namespace sendguard::draft {

/// in:   markdown - valid UTF-8, front matter cut off
/// out:  as of HTML: passages with maps into `markdown`, in its order
/// cost: linear
HtmlText read_markdown(std::string_view markdown);

/// As above, always by way of a page; for tests of the two against each other.
HtmlText read_markdown_as_page(std::string_view markdown);

}  // namespace sendguard::draft

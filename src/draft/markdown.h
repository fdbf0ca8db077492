// Markdown as its reader sees it once it is drawn: emphasis marks, escapes and list marks are gone,
// and what they split stands together ("**DR**AFT" is DRAFT). Beside it what is not drawn: links'
// targets, images' texts, comments, raw HTML that hides, definitions that nothing uses.
//
// Most files hold no HTML and are read in one pass over the parser's runs. Where raw HTML stands,
// the file is drawn as HTML first, which the HTML reader then reads with all it knows of hiding;
// both ways lead back to exact bytes of the source.
#pragma once

#include <string_view>

#include "draft/html.h"

namespace sendguard::draft {

/// in:   markdown - valid UTF-8, front matter cut off
/// out:  as of HTML: passages with maps into `markdown`, in its order
/// cost: linear
HtmlText read_markdown(std::string_view markdown);

/// As above, always by way of HTML; for tests of the two against each other.
HtmlText read_markdown_as_html(std::string_view markdown);

}  // namespace sendguard::draft

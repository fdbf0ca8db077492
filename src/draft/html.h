// HTML as a mail reader shows it, in one pass without a tree: visible text, and beside it what a
// reader does not see. A tree builder reads 9 MB a second and is quadratic on nesting; a mail's
// HTML needs a tokenizer as browsers have it (WHATWG 13.2.5), a stack of styles, and the few
// element rules that change what is seen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"

namespace sendguard::draft {

/// A run of text found in HTML; `text` in reading order with block ends as '\n'.
struct HtmlPassage {
    Place place =
        Place::body;  ///< body, quote, hidden, comment, link, alt_text, subject or metadata (title)
    std::string text;          ///< UTF-8, references resolved
    std::vector<Segment> map;  ///< offsets of `text` to bytes of the HTML
    std::string detail;        ///< "display:none", "white on white", "HTML comment", ...
};

struct HtmlFault {
    std::string kind;  ///< "limit-html-depth", "nul", ...
    std::string message;
    std::size_t offset = 0;
};

struct HtmlText {
    std::vector<HtmlPassage> passages;
    std::vector<HtmlFault> faults;
};

/// Orders passages by where they begin.
void sort_by_source(std::vector<HtmlPassage>& passages);

struct HtmlManner {
    bool page = false;  ///< no mail: nothing in it is quoted mail or a signature
};

/// in:   html - valid UTF-8
/// cost: linear in size at any nesting
HtmlText read_html(std::string_view html, HtmlManner manner = {});

}  // namespace sendguard::draft

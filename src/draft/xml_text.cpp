#include "draft/html_flow.h"
#include "draft/marked_text.h"

namespace sendguard::draft {

HtmlText read_xml(std::string_view text) {
    HtmlText out;
    Flow body(Place::body, {});
    Flow comments(Place::comment, "XML comment");
    body.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find("<!--", at);
        body.append(at, text.substr(at, open - at));
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find("-->", open + 4);
        const std::size_t end = close == std::string_view::npos ? text.size() : close;
        comments.end_line(open);
        comments.append(open + 4, text.substr(open + 4, end - open - 4));
        at = close == std::string_view::npos ? text.size() : close + 3;
    }
    body.take(out.passages);
    comments.take(out.passages);
    return out;
}

}  // namespace sendguard::draft

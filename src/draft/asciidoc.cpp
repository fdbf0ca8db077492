#include <algorithm>

#include "base/text.h"
#include "draft/html_flow.h"
#include "draft/marked_text.h"

namespace sendguard::draft {
namespace {

/// A line of four or more of one sign: "////", "----", "....".
bool is_fence(std::string_view line, char sign) {
    return line.size() >= 4 && line.find_first_not_of(sign) == std::string_view::npos;
}

/// ":name: value" or ":!name:".
bool is_attribute(std::string_view line) {
    if (line.size() < 3 || line[0] != ':') return false;
    const std::size_t end = line.find(':', 1);
    if (end == std::string_view::npos || end == 1) return false;
    if (end + 1 < line.size() && line[end + 1] != ' ') return false;
    return std::ranges::all_of(line.substr(1, end - 1),
                               [](char c) { return is_ascii_word(c) || c == '-' || c == '!'; });
}

}  // namespace

HtmlText read_asciidoc(std::string_view text) {
    HtmlText out;
    Flow body(Place::body, {});
    Flow comments(Place::comment, "AsciiDoc comment");
    Flow attributes(Place::metadata, "attributes");
    body.reserve(text.size());
    std::string_view block;  // the line that ends the block of comments or code around
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const auto whole = text.substr(at, end - at);
        const auto line = trim(whole);
        Flow* flow = &body;
        if (!block.empty()) {
            if (block[0] == '/') flow = &comments;
            if (line == block) block = {};
        } else if (is_fence(line, '/')) {
            block = line;
            flow = &comments;
        } else if (is_fence(line, '-') || is_fence(line, '.') || is_fence(line, '+')) {
            block = line;
        } else if (whole.starts_with("//") && !whole.starts_with("///")) {
            flow = &comments;
        } else if (is_attribute(line)) {
            flow = &attributes;
        }
        flow->append(at, whole);
        at = end;
    }
    for (Flow* flow : {&body, &comments, &attributes}) flow->take(out.passages);
    return out;
}

}  // namespace sendguard::draft

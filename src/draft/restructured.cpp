#include <algorithm>

#include "base/text.h"
#include "draft/html_flow.h"
#include "draft/marked_text.h"

namespace sendguard::draft {
namespace {

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(" \t"), line.size());
}

/// ".. " that is no directive, target, footnote or substitution.
bool is_comment(std::string_view line) {
    if (!line.starts_with("..")) return false;
    if (line.size() == 2) return true;
    if (line[2] != ' ' && line[2] != '\t') return false;
    const auto rest = trim(line.substr(2));
    if (rest.empty()) return true;
    if (rest[0] == '_' || rest[0] == '[' || rest[0] == '|') return false;
    const auto name = rest.substr(0, rest.find("::"));
    const bool directive =
        name.size() < rest.size() && std::ranges::all_of(name, [](char c) {
            return is_ascii_word(c) || c == '-' || c == ':' || c == '.' || c == '+';
        });
    return !directive;
}

/// ":name: value", also with blanks in the name.
bool is_field(std::string_view line) {
    if (line.size() < 3 || line[0] != ':' || line[1] == ' ') return false;
    const std::size_t end = line.find(": ", 1);
    return end != std::string_view::npos || line.ends_with(':');
}

/// A line of one sign, under or over a title.
bool is_adornment(std::string_view line) {
    return line.size() >= 2 && !is_ascii_word(line[0]) &&
           line.find_first_not_of(line[0]) == std::string_view::npos;
}

struct Reader {
    std::string_view text;
    Flow body{Place::body, {}};
    Flow comments{Place::comment, "reStructuredText comment"};
    Flow fields{Place::metadata, "fields"};
    Flow links{Place::link, {}};
    bool in_comment = false;
    std::size_t comment_indent = 0;
    bool in_field = false;
    bool before_text = true;
    bool titled = false;

    void line(std::size_t at, std::string_view whole) {
        const auto stripped = trim(whole);
        const std::size_t indent = indent_of(whole);
        if (in_comment && (stripped.empty() || indent > comment_indent))
            return comments.append(at, whole);
        in_comment = is_comment(stripped);
        if (in_comment) {
            comment_indent = indent;
            return comments.append(at, whole);
        }
        if (stripped.starts_with(".. _")) add_target(at, whole);
        if (before_text) {
            in_field = is_field(stripped) || (in_field && indent > 0 && !stripped.empty());
            if (in_field) return fields.append(at, whole);
            // One title with its lines may stand before the fields.
            const bool title = !titled || is_adornment(stripped) || stripped.empty();
            titled = titled || (!stripped.empty() && !is_adornment(stripped));
            before_text = title;
        }
        body.append(at, whole);
    }

    void add_target(std::size_t at, std::string_view whole) {
        const std::size_t colon = whole.find(": ");
        if (colon == std::string_view::npos) return;
        links.append(at + colon + 2, whole.substr(colon + 2));
    }
};

}  // namespace

HtmlText read_restructured(std::string_view text) {
    Reader reader{text};
    reader.body.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        reader.line(at, text.substr(at, end - at));
        at = end;
    }
    HtmlText out;
    for (Flow* flow : {&reader.body, &reader.comments, &reader.fields, &reader.links})
        flow->take(out.passages);
    return out;
}

}  // namespace sendguard::draft

// A style sheet is a flat walk over "selectors { declarations }"; blocks in blocks are skipped by
// counting braces.
#include "draft/html_sheet.h"

#include "base/text.h"

namespace sendguard::draft {
namespace {

std::string_view past_blanks(std::string_view text) {
    text = trim(text);
    while (text.starts_with("<!--")) text = trim(text.substr(4));
    while (text.starts_with("-->")) text = trim(text.substr(3));
    return text;
}

bool is_simple(std::string_view selector) {
    return !selector.empty() && selector.size() <= 100 &&
           selector.find_first_of(" \t\r\n>+~:[]()@\\") == std::string_view::npos;
}

std::string strip_comments(std::string_view css) {
    std::string out;
    out.reserve(css.size());
    for (std::size_t at = 0; at < css.size();) {
        const std::size_t open = css.find("/*", at);
        out.append(css.substr(at, open - at));
        if (open == std::string_view::npos) break;
        const std::size_t end = css.find("*/", open + 2);
        at = end == std::string_view::npos ? css.size() : end + 2;
        out += ' ';
    }
    return out;
}

}  // namespace

void StyleSheet::add(std::string_view css) {
    std::string cleaned;
    if (css.find("/*") != std::string_view::npos) {
        cleaned = strip_comments(css);
        css = cleaned;
    }
    std::size_t at = 0;
    while (at < css.size()) {
        const std::size_t open = css.find_first_of("{;}", at);
        if (open == std::string_view::npos) return;
        if (css[open] != '{') {  // "@import ...;" or a stray brace
            at = open + 1;
            continue;
        }
        const std::string_view selectors = past_blanks(css.substr(at, open - at));
        std::size_t end = open + 1;
        for (int depth = 1; end < css.size(); ++end) {
            if (css[end] == '{') ++depth;
            if (css[end] == '}' && --depth == 0) break;
        }
        if (!selectors.starts_with("@")) add_rule(selectors, css.substr(open + 1, end - open - 1));
        at = end + 1;
    }
}

void StyleSheet::add_rule(std::string_view selectors, std::string_view declarations) {
    const StylePair style = parse_style(declarations);
    if (style.empty()) return;
    for (std::string_view selector : split(selectors, ',')) {
        selector = trim(selector);
        if (!is_simple(selector)) continue;
        const std::size_t name = std::min(selector.find_first_of(".#"), selector.size());
        std::string key = ascii_lower(selector.substr(0, name));
        if (key == "*" && name < selector.size()) key.clear();
        key += selector.substr(name);
        rules_[key].merge(style);
    }
}

void StyleSheet::merge_rule(const std::string& key, StylePair& out) const {
    if (const auto hit = rules_.find(key); hit != rules_.end()) out.merge(hit->second);
}

StylePair StyleSheet::find(std::string_view tag, std::string_view classes,
                           std::string_view id) const {
    StylePair out;
    const std::string name = ascii_lower(tag);
    merge_rule("*", out);
    merge_rule(name, out);
    std::size_t at = 0;
    while (at < classes.size()) {
        const std::size_t begin = classes.find_first_not_of(" \t\r\n\f", at);
        if (begin == std::string_view::npos) break;
        const std::size_t end = std::min(classes.find_first_of(" \t\r\n\f", begin), classes.size());
        const std::string key = "." + std::string(classes.substr(begin, end - begin));
        merge_rule(key, out);
        merge_rule(name + key, out);
        at = end;
    }
    if (!id.empty()) {
        const std::string key = "#" + std::string(id);
        merge_rule(key, out);
        merge_rule(name + key, out);
    }
    return out;
}

}  // namespace sendguard::draft

// A style sheet is a flat walk over "selectors { declarations }"; blocks in blocks are skipped by
// counting braces.
#include "draft/html_sheet.h"

#include <algorithm>
#include <array>

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
        std::string tag = ascii_lower(selector.substr(0, name));
        if (tag == "*" && name < selector.size()) tag.clear();
        const std::string_view rest = selector.substr(name);
        if (rest.empty()) {
            tags_[tag].merge(style);
        } else if (!tag.empty() || rest.find_first_of(".#", 1) != std::string_view::npos) {
            compounds_[tag + std::string(rest)].merge(style);
        } else {
            (rest.front() == '.' ? classes_ : ids_)[std::string(rest.substr(1))].merge(style);
        }
    }
}

StylePair StyleSheet::find(std::string_view tag, std::string_view classes,
                           std::string_view id) const {
    StylePair out;
    const auto merge = [&out](const Rules& rules, std::string_view key) {
        if (rules.empty()) return;
        if (const auto hit = rules.find(key); hit != rules.end()) out.merge(hit->second);
    };
    std::array<char, 16> buffer{};
    const std::size_t length = std::min(tag.size(), buffer.size());
    std::transform(tag.begin(), tag.begin() + static_cast<std::ptrdiff_t>(length), buffer.begin(),
                   [](char c) { return ascii_lower(c); });
    const std::string_view name(buffer.data(), length);
    merge(tags_, "*");
    merge(tags_, name);
    for (std::size_t at = 0; at < classes.size();) {
        const std::size_t begin = classes.find_first_not_of(" \t\r\n\f", at);
        if (begin == std::string_view::npos) break;
        at = std::min(classes.find_first_of(" \t\r\n\f", begin), classes.size());
        const std::string_view word = classes.substr(begin, at - begin);
        merge(classes_, word);
        if (!compounds_.empty()) merge(compounds_, std::string(name) + '.' + std::string(word));
    }
    if (!id.empty()) {
        merge(ids_, id);
        if (!compounds_.empty()) merge(compounds_, std::string(name) + '#' + std::string(id));
    }
    return out;
}

}  // namespace sendguard::draft

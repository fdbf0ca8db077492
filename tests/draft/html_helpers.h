// What the HTML tests ask of a reading.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "draft/html.h"

namespace sendguard::draft {

/// All text at a place, passages joined by '|', blanks folded to one ' '.
inline std::string text_at(std::string_view html, Place place) {
    std::string out;
    for (const HtmlPassage& passage : read_html(html).passages) {
        if (passage.place != place) continue;
        std::string text;
        for (const char c : passage.text) {
            const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
            if (!blank) text += c;
            if (blank && !text.empty() && text.back() != ' ') text += ' ';
        }
        while (!text.empty() && text.back() == ' ') text.pop_back();
        out += (out.empty() ? "" : "|") + text;
    }
    return out;
}

inline std::string body_of(std::string_view html) {
    return text_at(html, Place::body);
}

inline bool has_fault(std::string_view html, std::string_view kind) {
    const HtmlText text = read_html(html);
    return std::any_of(text.faults.begin(), text.faults.end(),
                       [&](const HtmlFault& fault) { return fault.kind == kind; });
}

}  // namespace sendguard::draft

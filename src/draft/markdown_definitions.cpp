#include "draft/markdown_definitions.h"

#include <algorithm>

#include "base/text.h"

namespace sendguard::draft {
namespace {

/// Where "[label]:" begins in a line, after the marks of quotes and lists; npos: nowhere.
std::size_t definition_start(std::string_view line) {
    const std::size_t at = line.find_first_not_of(" \t>*+-.)0123456789");
    if (at == std::string_view::npos || line[at] != '[') return std::string_view::npos;
    return line.find("]:", at) == std::string_view::npos ? std::string_view::npos : at;
}

}  // namespace

void Definitions::look_at(std::size_t begin, std::size_t end) {
    if (end - begin < 4) return;
    const auto gap = markdown_.substr(begin, end - begin);
    if (gap.find("]:") == std::string_view::npos) return;
    // Its first line may be the rest of a line that is drawn, its last one the next one's marks.
    std::size_t line = begin == 0 ? 0 : gap.find('\n') + 1;
    if (begin != 0 && line == 0) return;
    bool open = false;
    while (line < gap.size()) {
        const std::size_t newline = gap.find('\n', line);
        if (newline == std::string_view::npos && end != markdown_.size()) return;
        const std::size_t stop = std::min(newline, gap.size());
        const auto text = gap.substr(line, stop - line);
        if (const auto at = definition_start(text); at != std::string_view::npos) {
            found_.push_back({begin + line + at, begin + stop});
            open = true;
        } else if (open && !trim(text).empty()) {
            found_.back().end = begin + stop;
        } else {
            open = false;
        }
        line = stop + 1;
    }
}

void Definitions::take_unused(Flow& comments) {
    for (const auto& span : found_) {
        const auto use = used_.lower_bound(span.begin);
        if (use != used_.end() && *use < span.end) continue;
        comments.end_line(span.begin);
        comments.append(span.begin, markdown_.substr(span.begin, span.end - span.begin));
    }
}

}  // namespace sendguard::draft

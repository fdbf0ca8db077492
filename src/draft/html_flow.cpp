#include "draft/html_flow.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "draft/html_references.h"

namespace sendguard::draft {

void Flow::mark(std::size_t origin) {
    const std::size_t at = text_.size();
    if (!map_.empty()) {
        const Segment& last = map_.back();
        if (last.origin + (at - last.text) == origin) return;
        if (last.text == at) {
            map_.back().origin = static_cast<std::uint32_t>(origin);
            return;
        }
    }
    map_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(origin)});
}

void Flow::append(std::size_t origin, std::string_view text) {
    if (text.empty()) return;
    mark(origin);
    text_.append(text);
}

void Flow::append_resolved(std::size_t origin, std::string_view text, bool in_attribute) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t amp = std::min(text.find('&', at), text.size());
        append(origin + at, text.substr(at, amp - at));
        if (amp == text.size()) return;
        const Reference found = read_reference(text.substr(amp), in_attribute);
        if (found.code == 0) {
            append(origin + amp, "&");
        } else {
            mark(origin + amp);
            append_utf8(text_, found.code);
        }
        at = amp + std::max<std::size_t>(found.length, 1);
    }
}

void Flow::append_piece(const Flow& from, std::size_t begin, std::size_t end) {
    auto segment = std::upper_bound(from.map_.begin(), from.map_.end(), begin,
                                    [](std::size_t at, const Segment& s) { return at < s.text; });
    if (segment == from.map_.begin()) return;
    --segment;
    while (begin < end) {
        const auto next = segment + 1;
        const std::size_t stop =
            next == from.map_.end() ? end : std::min<std::size_t>(end, next->text);
        append(segment->origin + (begin - segment->text),
               std::string_view(from.text_).substr(begin, stop - begin));
        begin = stop;
        segment = next;
    }
}

std::size_t Flow::origin_of(std::size_t at) const {
    const auto next = std::upper_bound(map_.begin(), map_.end(), at,
                                       [](std::size_t i, const Segment& s) { return i < s.text; });
    if (next == map_.begin()) return at;
    return (next - 1)->origin + (at - (next - 1)->text);
}

void Flow::append_passage(const HtmlPassage& passage) {
    if (passage.map.empty()) return;
    end_line(passage.map.front().origin);
    for (std::size_t i = 0; i < passage.map.size(); ++i) {
        const std::size_t begin = passage.map[i].text;
        const std::size_t end =
            i + 1 < passage.map.size() ? passage.map[i + 1].text : passage.text.size();
        append(passage.map[i].origin, std::string_view(passage.text).substr(begin, end - begin));
    }
}

void Flow::flatten(std::size_t from) {
    char* at = text_.data() + from;
    char* const end = text_.data() + text_.size();
    while ((at = static_cast<char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at))))) {
        *at = ' ';
        if (at > text_.data() + from && at[-1] == '\r') at[-1] = ' ';
        ++at;
    }
}

bool Flow::blank(std::size_t from) const {
    return text_.find_first_not_of(" \t\r\n\f", from) == std::string::npos;
}

Flow Flow::split_at(std::size_t at, Place place) {
    Flow tail(place, {});
    tail.append_piece(*this, at, text_.size());
    text_.resize(at);
    while (!map_.empty() && map_.back().text >= at) map_.pop_back();
    return tail;
}

void Flow::take(std::vector<HtmlPassage>& out) {
    if (!blank()) out.push_back({place_, std::move(text_), std::move(map_), detail_});
    text_.clear();
    map_.clear();
}

}  // namespace sendguard::draft

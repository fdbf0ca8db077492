#include "draft/markdown_page.h"

#include <algorithm>

namespace sendguard::draft {
namespace {

struct Tags {
    std::string_view open, close;
};

/// A quotation of Markdown is a part of the page, no mail that was quoted: a box like another.
Tags tags_of(MarkdownBlock block) {
    switch (block) {
        case MarkdownBlock::paragraph:
            return {"<p>", "</p>"};
        case MarkdownBlock::heading:
            return {"<h2>", "</h2>"};
        case MarkdownBlock::quote:
            return {"<div>", "</div>"};
        case MarkdownBlock::list:
            return {"<ul>", "</ul>"};
        case MarkdownBlock::item:
            return {"<li>", "</li>"};
        case MarkdownBlock::code:
            return {"<pre>", "</pre>"};
        case MarkdownBlock::table:
            return {"<table>", "</table>"};
        case MarkdownBlock::row:
            return {"<tr>", "</tr>"};
        case MarkdownBlock::cell:
            return {"<td>", "</td>"};
        case MarkdownBlock::rule:
            return {"<hr>", {}};
        case MarkdownBlock::html:
            break;
    }
    return {};
}

}  // namespace

void MarkdownPage::put(std::size_t origin, std::string_view html) {
    if (html.empty()) return;
    const std::size_t at = html_.size();
    if (map_.empty() || map_.back().origin + (at - map_.back().text) != origin)
        map_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(origin)});
    html_ += html;
}

void MarkdownPage::put_escaped(std::size_t origin, std::string_view text) {
    std::size_t from = 0;
    for (;;) {
        const auto here = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                                       [](char c) { return c == '&' || c == '<' || c == '"'; });
        const std::size_t at = here == text.end() ? std::string_view::npos
                                                  : static_cast<std::size_t>(here - text.begin());
        put(origin + from, text.substr(from, at - from));
        if (at == std::string_view::npos) return;
        put(origin + at, text[at] == '&' ? "&amp;" : text[at] == '<' ? "&lt;" : "&quot;");
        from = at + 1;
    }
}

void MarkdownPage::put_attribute(std::string_view name, const MarkdownTarget& value) {
    if (value.text.empty()) return;
    put(at_, " ");
    put(at_, name);
    put(at_, "=\"");
    std::size_t origin = at_;
    if (value.in_source) {
        origin = static_cast<std::size_t>(value.text.data() - markdown_.data());
        definitions_.uses(origin);
    }
    std::size_t from = 0;
    for (;;) {
        const std::size_t at = value.text.find('"', from);
        put(origin + from, value.text.substr(from, at - from));
        if (at == std::string_view::npos) break;
        put(origin + at, "&quot;");
        from = at + 1;
    }
    put(at_, "\"");
}

void MarkdownPage::enter(MarkdownBlock block) {
    put(at_, tags_of(block).open);
}

void MarkdownPage::leave(MarkdownBlock block) {
    put(at_, tags_of(block).close);
}

void MarkdownPage::text(std::size_t origin, std::string_view run) {
    at_ = origin + run.size();
    put_escaped(origin, run);
}

void MarkdownPage::made(std::size_t origin, std::string_view text) {
    put(origin, text);
}

void MarkdownPage::line_break(std::size_t origin) {
    put(origin, images_ == 0 ? "<br>" : " ");
}

void MarkdownPage::reference(std::size_t origin, std::string_view reference) {
    at_ = origin + reference.size();
    put(origin, reference);
}

void MarkdownPage::html(std::size_t origin, std::string_view run) {
    at_ = std::max(at_, origin + run.size());
    put(origin, run);
}

void MarkdownPage::enter_link(const MarkdownTarget& target, const MarkdownTarget& title) {
    if (images_ != 0) return;
    put(at_, "<a");
    put_attribute("href", target);
    put_attribute("title", title);
    put(at_, ">");
}

void MarkdownPage::leave_link() {
    if (images_ == 0) put(at_, "</a>");
}

void MarkdownPage::enter_image(const MarkdownTarget& target, const MarkdownTarget& title) {
    if (images_++ != 0) return;
    put(at_, "<img");
    put_attribute("src", target);
    put_attribute("title", title);
    put(at_, " alt=\"");
}

void MarkdownPage::leave_image() {
    if (--images_ == 0) put(at_, "\">");
}

void MarkdownPage::fence(const MarkdownTarget& words) {
    fences_.end_line(at_);
    const bool there = words.in_source;
    fences_.append(there ? static_cast<std::size_t>(words.text.data() - markdown_.data()) : at_,
                   words.text);
}

std::size_t MarkdownPage::source_of(std::size_t at) const {
    auto next = std::ranges::upper_bound(map_, at, {},
                                         [](const Segment& s) { return std::size_t{s.text}; });
    if (next == map_.begin()) return 0;
    --next;
    return std::min(next->origin + (at - next->text), markdown_.size());
}

/// A passage's map to the HTML, led on through the HTML's map to the Markdown.
std::vector<Segment> MarkdownPage::into_markdown(const HtmlPassage& passage) const {
    std::vector<Segment> out;
    for (std::size_t i = 0; i < passage.map.size(); ++i) {
        const auto& segment = passage.map[i];
        const std::size_t end =
            i + 1 < passage.map.size() ? passage.map[i + 1].text : passage.text.size();
        auto drawn = std::ranges::upper_bound(map_, segment.origin, {}, &Segment::text);
        out.push_back({segment.text, static_cast<std::uint32_t>(source_of(segment.origin))});
        // From here on the HTML comes from other bytes, while the passage goes on in it.
        for (; drawn != map_.end() && segment.text + (drawn->text - segment.origin) < end; ++drawn)
            out.push_back({segment.text + (drawn->text - segment.origin), drawn->origin});
    }
    return out;
}

HtmlText MarkdownPage::take() {
    HtmlText out = read_html(html_, {.page = true});
    for (auto& passage : out.passages) passage.map = into_markdown(passage);
    for (auto& fault : out.faults) fault.offset = source_of(fault.offset);
    Flow comments(Place::comment, "unused link definition");
    definitions_.take_unused(comments);
    for (Flow* flow : {&fences_, &comments}) flow->take(out.passages);
    return out;
}

}  // namespace sendguard::draft

#include "draft/markdown.h"

#include <algorithm>

#include "base/text.h"
#include "draft/html_reader.h"
#include "draft/markdown_definitions.h"
#include "draft/markdown_events.h"
#include "draft/markdown_page.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kCopiesFrom = 64u << 10;  ///< below this, repeated targets do no harm
constexpr std::size_t kTargetWithin = 2048;     ///< an inline link's target stands near its text

/// The element that draws a block; a quotation of Markdown is a part of the page, no quoted mail.
Tag tag_of(MarkdownBlock block) {
    switch (block) {
        case MarkdownBlock::paragraph:
            return Tag::p;
        case MarkdownBlock::heading:
            return Tag::h2;
        case MarkdownBlock::quote:
            return Tag::div;
        case MarkdownBlock::list:
            return Tag::ul;
        case MarkdownBlock::item:
            return Tag::li;
        case MarkdownBlock::code:
            return Tag::pre;
        case MarkdownBlock::table:
            return Tag::table;
        case MarkdownBlock::row:
            return Tag::tr;
        case MarkdownBlock::cell:
            return Tag::td;
        case MarkdownBlock::rule:
            return Tag::hr;
        case MarkdownBlock::html:
            break;
    }
    return Tag::unknown;
}

/// Hands the parser's events to the HTML reader, as if it had met them as tags and text. Raw HTML
/// is read where it stands; where its tags or comments are cut by the marks of a quotation or list,
/// it says so (`needs_page`), and the whole is drawn as a page instead.
class MarkdownReader final : public MarkdownEvents {
  public:
    explicit MarkdownReader(std::string_view markdown)
        : markdown_(markdown), reader_(markdown, out_, {.page = true}), definitions_(markdown) {
        reader_.begin();
    }

    void enter(MarkdownBlock block) override {
        read_html_before();
        if (const Tag tag = tag_of(block); tag != Tag::unknown) reader_.open(tag, at_);
    }
    void leave(MarkdownBlock block) override {
        read_html_before();
        const Tag tag = tag_of(block);
        if (tag != Tag::unknown && tag != Tag::hr) reader_.close(tag, at_);
    }
    void text(std::size_t origin, std::string_view run) override {
        read_html_before();
        at_ = origin + run.size();
        if (images_ != 0) return reader_.alternatives().append(origin, run);
        reader_.words(origin, run);
    }
    void made(std::size_t origin, std::string_view text) override {
        read_html_before();
        if (text == "\n") return line_break(origin);
        if (text.find('\0') == std::string_view::npos) reader_.words(origin, text);
    }
    void line_break(std::size_t origin) override {
        read_html_before();
        if (images_ != 0) return reader_.alternatives().append(origin, " ");
        reader_.line_break(origin);
    }
    void reference(std::size_t origin, std::string_view reference) override {
        read_html_before();
        at_ = origin + reference.size();
        if (images_ != 0) return reader_.alternatives().append_resolved(origin, reference, false);
        reader_.reference(origin, reference);
    }
    void html(std::size_t origin, std::string_view run) override {
        if (images_ != 0) return;
        if (run.data() != markdown_.data() + origin) return;  // a line end, an indent
        at_ = origin + run.size();
        if (html_end_ != 0 && !is_blank(html_end_, origin)) {
            read_html_before();
            needs_page_ = needs_page_ || cut_;
        }
        if (html_end_ == 0) html_begin_ = origin;
        html_end_ = at_;
    }
    void enter_link(const MarkdownTarget& target, const MarkdownTarget& title) override {
        read_html_before();
        if (images_ == 0) {
            reader_.open(Tag::a, at_);
            const auto [origin, text] = place(target);
            reader_.lead_to(origin, text);
        }
        add_title(title);
    }
    void leave_link() override {
        read_html_before();
        if (images_ == 0) reader_.close(Tag::a, at_);
    }
    void enter_image(const MarkdownTarget& target, const MarkdownTarget& title) override {
        read_html_before();
        const auto [origin, text] = place(target);
        if (starts_with_ignoring_case(text, "http")) {
            Flow source(Place::link, "img");
            source.append_resolved(origin, text, true);
            source.take(out_.passages);
        }
        add_title(title);
        if (images_++ == 0) reader_.alternatives().end_line(at_);
    }
    void leave_image() override { --images_; }
    void fence(const MarkdownTarget& words) override {
        fences_.end_line(at_);
        const auto [origin, text] = place(words);
        fences_.append(origin, text);
    }
    void skipped(std::size_t begin, std::size_t end) override { definitions_.look_at(begin, end); }

    bool needs_page() const { return needs_page_; }

    HtmlText take() {
        read_html_before();
        reader_.finish();
        Flow comments(Place::comment, "unused link definition");
        definitions_.take_unused(comments);
        for (Flow* flow : {&fences_, &comments}) flow->take(out_.passages);
        sort_by_source(out_.passages);
        return std::move(out_);
    }

  private:
    bool is_blank(std::size_t begin, std::size_t end) const {
        return trim(markdown_.substr(begin, end - begin)).empty();
    }

    /// Raw HTML is read once all of it is known.
    void read_html_before() {
        if (html_end_ == 0) return;
        cut_ = !reader_.markup(html_begin_, html_end_);
        // A tag that never ends shows nothing; a comment or an element may go on below.
        const auto tail = markdown_.substr(html_begin_, html_end_ - html_begin_);
        const std::size_t open = tail.rfind('<');
        const bool tag = open != std::string_view::npos && open + 1 < tail.size() &&
                         (is_ascii_letter(tail[open + 1]) || tail[open + 1] == '/') &&
                         tail.find('>', open) == std::string_view::npos;
        if (cut_ && !tag) needs_page_ = true;
        html_end_ = 0;
    }

    void add_title(const MarkdownTarget& title) {
        if (title.text.empty()) return;
        reader_.alternatives().end_line(at_);
        const auto [origin, text] = place(title);
        reader_.alternatives().append_resolved(origin, text, true);
    }

    struct Placed {
        std::size_t origin = 0;
        std::string_view text;
    };
    /// A target with its place in the source, or about its place: one with escapes is a copy. What
    /// many links share is taken once.
    Placed place(const MarkdownTarget& target) {
        if (target.in_source) {
            const auto origin = static_cast<std::size_t>(target.text.data() - markdown_.data());
            return {origin, definitions_.uses(origin) ? target.text : std::string_view{}};
        }
        copied_ += target.text.size();
        if (copied_ > kCopiesFrom + 4 * markdown_.size()) {
            if (out_.faults.empty())
                out_.faults.push_back({"limit-links", "its links repeat more than it holds", at_});
            return {at_, {}};
        }
        const auto near = markdown_.substr(std::min(at_, markdown_.size()), kTargetWithin);
        const std::size_t found = near.find(target.text);
        return {found == std::string_view::npos ? at_ : at_ + found, target.text};
    }

    std::string_view markdown_;
    HtmlText out_;
    HtmlReader reader_;
    Flow fences_{Place::metadata, "code fence"};
    Definitions definitions_;
    std::size_t at_ = 0;          ///< past the last run
    std::size_t html_begin_ = 0;  ///< raw HTML that was met and not read yet
    std::size_t html_end_ = 0;    ///< 0: none
    std::size_t copied_ = 0;      ///< bytes of targets that are no slices of the source
    int images_ = 0;              ///< open ones
    bool cut_ = false;
    bool needs_page_ = false;
};

}  // namespace

HtmlText read_markdown(std::string_view markdown) {
    MarkdownReader reader(markdown);
    if (parse_markdown(markdown, reader)) {
        HtmlText out = reader.take();
        if (!reader.needs_page()) return out;
    }
    return read_markdown_as_page(markdown);
}

HtmlText read_markdown_as_page(std::string_view markdown) {
    MarkdownPage page(markdown);
    if (parse_markdown(markdown, page)) return page.take();
    HtmlText out;
    out.faults.push_back({"limit-markdown", "the Markdown could not be read to its end", 0});
    Flow all(Place::body, {});
    all.append(0, markdown);
    all.take(out.passages);
    return out;
}

}  // namespace sendguard::draft

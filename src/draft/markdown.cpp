#include "draft/markdown.h"

#include <algorithm>

#include "base/text.h"
#include "draft/html_references.h"
#include "draft/markdown_definitions.h"
#include "draft/markdown_events.h"
#include "draft/markdown_page.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kLinkText = 200;     ///< bytes of a link's own text kept as its detail
constexpr std::size_t kTargetWithin = 2048;  ///< an inline link's target stands near its text

/// The one pass: runs are copied to the flow of the place they belong to.
class MarkdownText final : public MarkdownEvents {
  public:
    explicit MarkdownText(std::string_view markdown)
        : markdown_(markdown), definitions_(markdown) {
        body_.reserve(markdown.size());
    }

    void enter(MarkdownBlock) override { body_.end_line(at_); }
    void leave(MarkdownBlock block) override {
        if (block == MarkdownBlock::cell) {
            body_.append(at_, "\t");
        } else {
            body_.end_line(at_);
        }
    }
    void text(std::size_t origin, std::string_view run) override {
        at_ = origin + run.size();
        flow().append(origin, run);
        if (link_open_) note_link_text(run);
    }
    void made(std::size_t origin, std::string_view text) override { flow().append(origin, text); }
    void line_break(std::size_t origin) override { flow().append(origin, "\n"); }
    void reference(std::size_t origin, std::string_view reference) override {
        at_ = origin + reference.size();
        flow().append_resolved(origin, reference, false);
        if (link_open_) note_link_text(reference);
    }
    bool html(std::size_t, std::string_view) override { return false; }
    void enter_link(const MarkdownTarget& target, const MarkdownTarget& title) override {
        link_ = Flow(Place::link, {});
        put(link_, target);
        link_text_.clear();
        link_open_ = true;
        add_title(title);
    }
    void leave_link() override {
        if (!link_open_) return;
        link_open_ = false;
        const std::size_t before = out_.passages.size();
        link_.take(out_.passages);
        if (out_.passages.size() > before) out_.passages.back().detail = trim(link_text_);
    }
    void enter_image(const MarkdownTarget& target, const MarkdownTarget& title) override {
        if (starts_with_ignoring_case(target.text, "http")) {
            Flow source(Place::link, "img");
            put(source, target);
            source.take(out_.passages);
        }
        add_title(title);
        if (images_++ == 0) alt_.end_line(at_);
    }
    void leave_image() override { --images_; }
    void fence(const MarkdownTarget& words) override {
        fences_.end_line(at_);
        put(fences_, words);
    }
    void skipped(std::size_t begin, std::size_t end) override { definitions_.look_at(begin, end); }

    HtmlText take() {
        Flow comments(Place::comment, "unused link definition");
        definitions_.take_unused(comments);
        for (Flow* flow : {&body_, &alt_, &fences_, &comments}) flow->take(out_.passages);
        std::ranges::stable_sort(out_.passages, {}, [](const HtmlPassage& passage) {
            return passage.map.front().origin;
        });
        return std::move(out_);
    }

  private:
    Flow& flow() { return images_ == 0 ? body_ : alt_; }

    void note_link_text(std::string_view run) {
        if (link_text_.size() < kLinkText)
            link_text_ += shortened(run, kLinkText - link_text_.size());
    }

    void add_title(const MarkdownTarget& title) {
        if (title.text.empty()) return;
        alt_.end_line(at_);
        put(alt_, title);
    }

    /// A target's text where it stands in the source, or from about where its link stands.
    void put(Flow& flow, const MarkdownTarget& target) {
        const std::size_t origin = origin_of(target);
        if (target.in_source) definitions_.uses(origin);
        flow.append_resolved(origin, target.text, true);
    }

    std::size_t origin_of(const MarkdownTarget& target) const {
        if (target.in_source) return static_cast<std::size_t>(target.text.data() - markdown_.data());
        const auto near = markdown_.substr(std::min(at_, markdown_.size()), kTargetWithin);
        const std::size_t found = near.find(target.text);
        return found == std::string_view::npos ? at_ : at_ + found;
    }

    std::string_view markdown_;
    HtmlText out_;
    Flow body_{Place::body, {}};
    Flow alt_{Place::alt_text, {}};
    Flow fences_{Place::metadata, "code fence"};
    Flow link_;
    Definitions definitions_;
    std::string link_text_;
    std::size_t at_ = 0;  ///< past the last run
    int images_ = 0;      ///< open ones
    bool link_open_ = false;
};

/// Whether a tag, comment or instruction seems to stand there; autolinks are none.
bool seems_to_hold_html(std::string_view markdown) {
    for (auto at = markdown.find('<'); at != std::string_view::npos;
         at = markdown.find('<', at + 1)) {
        const auto rest = markdown.substr(at + 1, 8);
        if (rest.empty()) return false;
        const bool opens = is_ascii_letter(rest[0]) || rest[0] == '/' || rest[0] == '!' ||
                           rest[0] == '?';
        if (opens && !starts_with_ignoring_case(rest, "http") &&
            !starts_with_ignoring_case(rest, "mailto:"))
            return true;
    }
    return false;
}

}  // namespace

HtmlText read_markdown(std::string_view markdown) {
    if (!seems_to_hold_html(markdown)) {
        MarkdownText text(markdown);
        if (parse_markdown(markdown, text)) return text.take();
    }
    return read_markdown_as_html(markdown);
}

HtmlText read_markdown_as_html(std::string_view markdown) {
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

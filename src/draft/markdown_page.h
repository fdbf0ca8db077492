// Markdown drawn as an HTML page, for files whose raw HTML goes on across its own marks.
// Each byte drawn knows where in the Markdown it came from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/html.h"
#include "draft/markdown_definitions.h"
#include "draft/markdown_events.h"

namespace sendguard::draft {

class MarkdownPage final : public MarkdownEvents {
  public:
    explicit MarkdownPage(std::string_view markdown) : markdown_(markdown), definitions_(markdown) {
        html_.reserve(markdown.size() + markdown.size() / 4);
    }

    void enter(MarkdownBlock block) override;
    void leave(MarkdownBlock block) override;
    void text(std::size_t origin, std::string_view run) override;
    void made(std::size_t origin, std::string_view text) override;
    void line_break(std::size_t origin) override;
    void reference(std::size_t origin, std::string_view reference) override;
    void html(std::size_t origin, std::string_view run) override;
    void enter_link(const MarkdownTarget& target, const MarkdownTarget& title) override;
    void leave_link() override;
    void enter_image(const MarkdownTarget& target, const MarkdownTarget& title) override;
    void leave_image() override;
    void fence(const MarkdownTarget& words) override;
    void skipped(std::size_t begin, std::size_t end) override { definitions_.look_at(begin, end); }

    /// What the HTML reader makes of it, with maps into the Markdown.
    HtmlText take();

  private:
    void put(std::size_t origin, std::string_view html);
    void put_escaped(std::size_t origin, std::string_view text);
    void put_attribute(std::string_view name, const MarkdownTarget& value);
    std::vector<Segment> into_markdown(const HtmlPassage& passage) const;
    std::size_t source_of(std::size_t at) const;

    std::string_view markdown_;
    std::string html_;
    std::vector<Segment> map_;  ///< of html_ to the Markdown
    Flow fences_{Place::metadata, "code fence"};
    Definitions definitions_;
    std::size_t at_ = 0;  ///< past the last run
    int images_ = 0;      ///< open ones: text stands in an attribute
};

}  // namespace sendguard::draft

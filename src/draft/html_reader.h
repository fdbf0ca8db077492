// The walk over an HTML mail's tags: a stack of what is open, and where each text goes.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "draft/html_lines.h"
#include "draft/html_sheet.h"
#include "draft/html_tokens.h"

namespace sendguard::draft {

/// Reads one stretch of HTML. A conditional comment is read by a reader of its own, so that its
/// unbalanced tags change nothing around it.
class HtmlReader {
  public:
    HtmlReader(std::string_view html, HtmlText& out, HtmlManner manner)
        : html_(html), out_(out), manner_(manner), lines_(out.passages, manner.page) {}

    void run(std::size_t begin, std::size_t end);

    // Piece by piece, for a text of another form in which HTML stands (Markdown): begin(), then
    // what its parser finds, with offsets into the whole; then finish().
    void begin();
    /// HTML in bytes [begin, end). out: false - a tag, comment or element goes on behind them
    bool markup(std::size_t begin, std::size_t end);
    void open(Tag tag, std::size_t at);
    void close(Tag tag, std::size_t at);
    /// Text without line ends and references.
    void words(std::size_t origin, std::string_view text);
    void reference(std::size_t origin, std::string_view reference);
    void line_break(std::size_t at);
    /// After open(Tag::a): where it leads, references unresolved.
    void lead_to(std::size_t origin, std::string_view target);
    Flow& alternatives() { return alt_; }
    void finish();

  private:
    struct Element {
        Tag tag = Tag::unknown;
        std::uint32_t name = 0;  ///< hash of an unknown tag's name
        bool quote = false, signature = false;
        Look look;
        // Stack indices of the innermost open one; 0 is none.
        std::uint16_t p = 0, scope = 0, item = 0, list = 0, cell = 0, row = 0, table = 0;
    };
    struct OpenLink {
        bool open = false;
        Flow target;
        std::string text;
    };

    void start_tag(Tokenizer& tokenizer, const Token& token);
    void end_tag(const Token& token);
    void raw_element(Tokenizer& tokenizer, const Token& token, const Element& element);
    void comment(const Token& token);
    void conditional(const Token& token, std::size_t content);
    void cdata(const Token& token);
    void text(const Element& element, std::string_view text, bool raw);
    void put(const Setting& setting, std::size_t origin, std::string_view text, bool made);

    Element child_of(const Element& parent, const Token& token, const Attributes& attributes);
    void apply_styles(Element& element, const Token& token, const Attributes& attributes,
                      bool& inline_box);
    const StylePair& inline_style(std::string_view css);
    void mark_quotes(Element& element, const Attributes& attributes);
    void close_implied(Tag tag);
    void push(const Element& element, const Token& token);
    void pop_to(std::size_t index);
    void attribute_texts(const Token& token, const Attributes& attributes);
    void collect(Flow& flow, std::string_view value, bool attribute);
    void open_link(std::string_view target);
    void close_link();
    void fault(std::string kind, std::string message, std::size_t offset);
    std::size_t offset_of(std::string_view part) const {
        return static_cast<std::size_t>(part.data() - html_.data());
    }
    const Element& top() const { return stack_.back(); }

    std::string_view html_;
    HtmlText& out_;
    HtmlManner manner_;
    Lines lines_;
    std::vector<Element> stack_;
    std::vector<std::uint8_t> inline_boxes_;   ///< beside stack_: a block drawn inline
    std::array<std::uint32_t, kTags> open_{};  ///< how many of each are on the stack
    std::size_t too_deep_ = 0;                 ///< open elements above the limit
    Tokenizer no_tags_{html_, 0, 0};           ///< stands behind a tag without attributes
    StyleSheet sheet_;
    std::unordered_map<std::string_view, StylePair> styles_;  ///< mail repeats its style attributes
    OpenLink link_;
    Flow comments_{Place::comment, "HTML comment"};
    Flow scripts_{Place::comment, "script"};
    Flow alt_{Place::alt_text, {}};
    Flow title_{manner_.page ? Place::subject : Place::metadata, "title"};
    Flow hidden_values_{Place::hidden, "hidden input"};
    bool nested_ = false;
    bool cut_ = false;  ///< something has no end in what was read
    bool has_nul_ = false;
};

}  // namespace sendguard::draft

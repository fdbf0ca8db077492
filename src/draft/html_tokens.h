// HTML cut into tags, text and comments as browsers do it, in one pass that never looks back.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "draft/html_tags.h"

namespace sendguard::draft {

/// The attributes of the last start tag that matter here; the first of a name counts.
class Attributes {
  public:
    bool has(Attr attr) const { return (present_ >> static_cast<unsigned>(attr) & 1u) != 0; }
    /// The raw value, character references unresolved; "" when absent.
    std::string_view operator[](Attr attr) const {
        return has(attr) ? values_[static_cast<std::size_t>(attr)] : std::string_view{};
    }
    bool any() const { return present_ != 0; }
    void clear() { present_ = 0; }
    void set(Attr attr, std::string_view value) {
        if (attr == Attr::none || has(attr)) return;
        present_ |= 1u << static_cast<unsigned>(attr);
        values_[static_cast<std::size_t>(attr)] = value;
    }

  private:
    std::uint32_t present_ = 0;
    std::array<std::string_view, kAttrs> values_{};
};
static_assert(kAttrs <= 32);

struct Token {
    enum class Kind : std::uint8_t {
        text,
        start_tag,
        end_tag,
        comment,  ///< <!-- ... -->, and what a browser drops as one: <! > <? > </ >
        cdata,    ///< "<![CDATA[" ... "]]>"; to HTML a comment up to the first '>', to XHTML text
        doctype,
        unclosed,  ///< a tag that the end of the text cuts short
    };
    Kind kind = Kind::text;
    Tag tag = Tag::unknown;
    bool bogus = false;  ///< comment: not written as <!-- -->
    bool self_closing = false;
    bool open_ended = false;         ///< comment: no end found
    std::string_view name;           ///< of a tag, as written
    std::string_view content;        ///< text; inside of a comment or CDATA section
    std::size_t begin = 0, end = 0;  ///< bytes of the HTML
};

/// in:     html - UTF-8, read from `begin` to `end`; offsets are into the whole of it
/// cost:   linear, on any input
/// source: WHATWG HTML 13.2.5
class Tokenizer {
  public:
    Tokenizer(std::string_view html, std::size_t begin, std::size_t end)
        : html_(html.substr(0, end)), at_(begin) {}

    /// The next token, or false at the end.
    bool next(Token& token);
    /// After the start tag of a raw text element: its content, up to its end tag, which is taken
    /// too. out: `closed` false when there is none: the rest then, once for each kind of element,
    /// and the place
    ///      of reading stays behind the start tag
    std::string_view raw_text(const Token& start, bool& closed);
    void go_to(std::size_t at) { at_ = at; }
    const Attributes& attributes() const { return attributes_; }

  private:
    void read_text(Token& token);
    bool read_markup(Token& token);
    void read_tag(Token& token, bool end_tag);
    bool read_attributes(Token& token);
    void read_declaration(Token& token);
    void read_comment(Token& token);
    void read_bogus(Token& token, std::size_t content);
    bool read_cdata(Token& token);
    bool opens_markup(std::size_t at) const;
    std::size_t find(char c, std::size_t from) const;

    std::string_view html_;
    std::size_t at_ = 0;
    std::size_t cdata_end_ = 0;  ///< past the last CDATA section seen: they do not nest
    bool no_cdata_end_ = false;  ///< no "]]>" is left, so none is looked for again
    bool no_comment_end_ = false;
    std::array<bool, kTags> no_raw_end_{};
    Attributes attributes_;
};

}  // namespace sendguard::draft

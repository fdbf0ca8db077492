// The visible text of an HTML mail, line by line: which place a line belongs to, and the other ways
// in which a reader may join its letters.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "draft/html_flow.h"
#include "draft/html_style.h"

namespace sendguard::draft {

/// Where the elements around a text put it.
struct Setting {
    bool quote = false;
    bool signature = false;
    bool keeps_lines = false;
    Hiding hiding = Hiding::none;
    bool operator==(const Setting&) const = default;
};

class Lines {
  public:
    /// in: page - no mail: no line is quoted, and none ends the author's own words
    Lines(std::vector<HtmlPassage>& out, bool page) : out_(out), page_(page) {}

    void reserve(std::size_t bytes) { visible_.reserve(bytes); }
    /// Text of one node or reference. in: made - it is written otherwise in the HTML
    void text(const Setting& setting, std::size_t origin, std::string_view text, bool made = false);
    /// A <br>, or an element that ends a line; the former may make empty lines.
    void line_break(const Setting& setting, std::size_t origin, bool empty_too);
    void cell_break(const Setting& setting, std::size_t origin);
    /// Text that some readers show here: a conditional comment, a CDATA section.
    void aside(std::string_view detail, const Flow& text);
    /// All that follows is quoted mail.
    void quote_rest() { rest_ = Rest::quote; }
    void finish();

  private:
    enum class Rest : std::uint8_t { none, signature, quote };
    struct Piece {
        std::size_t at = 0;    ///< offset in the visible flow
        std::size_t flow = 0;  ///< index into aside_ flows: hidings first
        std::size_t begin = 0, end = 0;
    };
    static constexpr std::size_t kAsides = kHidings + 2;

    void visible(const Setting& setting, std::size_t origin, std::string_view text, bool made);
    void unseen(const Setting& setting, std::size_t origin, std::string_view text, bool made);
    void note_piece(std::size_t flow, std::size_t begin);
    void put(const Setting& setting, std::size_t origin, std::string_view text, bool as_is);
    void end_visible_line();
    void end_unit();
    void flush_letters();
    void join_pieces();
    void look_at_line();
    void look_at_header(std::uint8_t label);
    void change_place(Place place);
    void close_visible();
    Place place_of(const Setting& setting) const;

    std::vector<HtmlPassage>& out_;
    bool page_;
    Flow visible_{Place::body, {}};
    std::array<Flow, kAsides> asides_;
    std::array<std::size_t, kAsides> seen_{};  ///< visible_bytes_ when the flow last grew
    Flow joined_{Place::body, "read with its hidden text"};
    Flow letters_{Place::body, "single letters joined"};
    std::vector<Piece> pieces_;
    std::vector<std::pair<std::size_t, std::size_t>>
        ladder_;  ///< single letters: spans of visible_
    std::size_t visible_bytes_ = 0;
    std::size_t line_ = 0;    ///< offset in visible_ where the line starts
    std::size_t unit_ = 0;    ///< and where the cell or line starts
    std::size_t header_ = 0;  ///< and where a header block may have started
    std::uint8_t labels_ = 0;
    Rest rest_ = Rest::none;
};

}  // namespace sendguard::draft

// Text gathered from HTML, with its map and what is needed to see lines in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draft/html.h"

namespace sendguard::draft {

/// One passage in the making.
class Flow {
  public:
    Flow() = default;
    Flow(Place place, std::string detail) : place_(place), detail_(std::move(detail)) {}

    /// Appends bytes that stand at `origin` in the HTML, or that were made of what stands there.
    void append(std::size_t origin, std::string_view text);
    /// Appends text with its references resolved; in: in_attribute - by the rules of attributes.
    void append_resolved(std::size_t origin, std::string_view text, bool in_attribute);
    /// Appends a piece of another flow with its map.
    void append_piece(const Flow& from, std::size_t begin, std::size_t end);
    /// Appends a finished passage, on a line of its own.
    void append_passage(const HtmlPassage& passage);
    /// Turns line ends behind `from` into blanks, as HTML shows them.
    void flatten(std::size_t from);

    void end_line(std::size_t origin) {
        if (!text_.empty() && text_.back() != '\n') append(origin, "\n");
    }
    void reserve(std::size_t bytes) { text_.reserve(bytes); }
    const std::string& text() const { return text_; }
    std::size_t size() const { return text_.size(); }
    std::size_t origin_of(std::size_t at) const;  ///< where its byte `at` stands
    Place place() const { return place_; }
    bool blank(std::size_t from = 0) const;  ///< holds nothing but blanks from there on
    /// Cuts all from `at` on off into a flow of its own.
    Flow split_at(std::size_t at, Place place);
    /// Gives the text away, unless it is blank.
    void take(std::vector<HtmlPassage>& out);

  private:
    void mark(std::size_t origin);

    Place place_ = Place::body;
    std::string detail_;
    std::string text_;
    std::vector<Segment> map_;
};

}  // namespace sendguard::draft

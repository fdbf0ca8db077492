// Link definitions, "[label]: target 'title'", which a renderer takes off the page. One that no
// link uses is a common way to write a comment: "[//]: # (not yet)".
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "draft/html_flow.h"

namespace sendguard::draft {

class Definitions {
  public:
    explicit Definitions(std::string_view markdown) : markdown_(markdown) {}

    /// Looks for definitions in bytes that the renderer does not draw.
    void look_at(std::size_t begin, std::size_t end);
    /// A link's target stands there. out: whether it is the first to lead there
    bool uses(std::size_t origin) { return used_.insert(origin).second; }
    /// Adds each that nothing used, a line each.
    void take_unused(Flow& comments);

  private:
    struct Span {
        std::size_t begin = 0, end = 0;
    };
    std::string_view markdown_;
    std::vector<Span> found_;
    std::set<std::size_t> used_;
};

}  // namespace sendguard::draft

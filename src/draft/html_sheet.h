// Rules of <style> elements for the selectors that hide text in mail: "td", ".x", "td.x", "#x",
// "*".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "draft/html_style.h"

namespace sendguard::draft {

class StyleSheet {
  public:
    /// Adds the rules of a style element's text. Rules inside "@media" and its like, and selectors
    /// with combinators or pseudo-classes, are left out: what they hide stays visible text.
    /// cost: linear
    void add(std::string_view css);
    bool empty() const {
        return tags_.empty() && classes_.empty() && ids_.empty() && compounds_.empty();
    }
    /// All that the sheet says about an element, weaker rules first.
    StylePair find(std::string_view tag, std::string_view classes, std::string_view id) const;

  private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Rules = std::unordered_map<std::string, StylePair, Hash, std::equal_to<>>;

    void add_rule(std::string_view selectors, std::string_view declarations);

    Rules tags_;     ///< by lower-case name, "*" too
    Rules classes_;  ///< by class name
    Rules ids_;
    Rules compounds_;  ///< "td.x", "td#x", "a.x.y"
};

}  // namespace sendguard::draft

// Styles of an OpenDocument file, as far as they decide whether a reader sees what they dress.
// source: OASIS OpenDocument 1.3 part 3, 16 (styles), 20 (formatting attributes)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "draft/xml.h"

namespace sendguard::draft {

/// What a style says; nothing where it is silent.
struct OdfLook {
    std::optional<bool>
        hidden;                 ///< text:display none, table:display false, presentation:visibility
    std::optional<bool> white;  ///< letters in white
    std::optional<bool> shaded;  ///< a background of a colour
    std::optional<bool> tiny;

    void take(const OdfLook& over);
};

class OdfStyles {
  public:
    /// After the start of a style:style or style:default-style; goes behind it.
    void read(XmlReader& xml);
    /// in: family - "text", "paragraph", "table", "table-cell", "drawing-page", ...
    OdfLook look(std::string_view family, std::string_view name) const;

  private:
    struct Style {
        OdfLook look;
        std::string parent;
    };
    std::unordered_map<std::string, Style> styles_;  ///< by "family:name"
};

}  // namespace sendguard::draft

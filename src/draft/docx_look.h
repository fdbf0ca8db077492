// How a run of a Word document looks, as far as it decides whether a reader sees it: hidden, white
// on white, too small; by its own properties and by the styles it names.
// source: ECMA-376 part 1, 17.3.2 (run properties), 17.7 (styles; 17.7.3 on toggles)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "draft/xml.h"

namespace sendguard::draft {

/// Who changed something, and when.
struct Revision {
    std::string author, date;
    bool operator==(const Revision&) const = default;
};
Revision revision_of(XmlReader& xml);                  ///< of the started element
std::string revision_words(const Revision& revision);  ///< "Anna Berg, 2020-01-06T10:00Z"

/// What properties say; nothing where they are silent.
struct RunLook {
    std::optional<bool> vanish;
    std::optional<bool> white;   ///< letters in white
    std::optional<int> size;     ///< in half points
    std::optional<bool> shaded;  ///< any background but white
    std::string style;           ///< id of a character or paragraph style

    void take(const RunLook& over);  ///< `over` wins where it speaks
};

/// Property changes found inside properties.
struct PropertyChanges {
    std::optional<Revision> format;             ///< rPrChange, pPrChange
    std::optional<Revision> inserted, deleted;  ///< of a paragraph mark or row
};

/// Reads w:rPr, w:pPr (style, shading; its rPr is the mark's: only changes count), goes behind it.
RunLook read_look(XmlReader& xml, PropertyChanges& changes);

class DocxStyles {
  public:
    void read(XmlReader& xml);
    /// Whether a run so looked is hidden: its own word, else paragraph and character style's.
    bool hidden(const RunLook& run, const RunLook& paragraph) const;
    /// Its other looks, with all styles counted.
    RunLook full(const RunLook& run, const RunLook& paragraph) const;
    bool table_style_is_shaded(std::string_view id) const;

  private:
    struct Style {
        RunLook look;  ///< `style` is the one it is based on
        bool shaded_table = false;
    };
    RunLook resolve(const std::string& id) const;
    const RunLook& look_of(const std::string& id) const;
    void read_style(XmlReader& xml);
    std::unordered_map<std::string, Style> styles_;
    std::unordered_map<std::string, RunLook> resolved_;  ///< with what they are based on
    RunLook defaults_;
    std::string default_paragraph_;
};

}  // namespace sendguard::draft

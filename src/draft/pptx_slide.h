// One slide of a PowerPoint presentation, or a page of notes, a layout, a master: its shapes.
// source: ECMA-376 part 1, 19.3 (PresentationML) and 20.1 (DrawingML)
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "draft/office_package.h"

namespace sendguard::draft {

struct SlideSize {
    std::int64_t width = 12192000, height = 6858000;  ///< English Metric Units; 16 by 9
};

struct SlideManner {
    enum class Kind : std::uint8_t { slide, notes, master };
    std::string locator;  ///< "slide 4"
    Kind kind = Kind::slide;
    SlideSize size = {};
};

/// What the slides of one presentation share.
struct SlideShared {
    std::set<std::string, std::less<>> watermarks = {};  ///< told already
};

class SlideReader {
  public:
    SlideReader(OfficePackage& package, SlideShared& shared, const SlideManner& manner,
                const std::vector<Relation>& relations)
        : package_(package), shared_(shared), manner_(manner), relations_(relations) {}
    void read(XmlReader& xml);

  private:
    /// A shape of the slide itself; what a group holds is the group's.
    struct Shape {
        std::string name, placeholder;
        bool is_placeholder = false, hidden = false, placed = false, aslant = false;
        std::int64_t x = 0, y = 0, width = 0, height = 0;
        std::string text, tiny;
    };
    void start(XmlReader& xml);
    void start_shape(XmlReader& xml);
    void start_text_mark(XmlReader& xml);
    void end(XmlReader& xml);
    void end_shape();
    void place_text(const Shape& shape);
    void read_name(XmlReader& xml);
    void read_links(XmlReader& xml);
    bool is_outside(const Shape& shape) const;
    void add(Place place, std::string_view text, std::string_view detail = {});
    void watermark(std::string_view text);

    OfficePackage& package_;
    SlideShared& shared_;
    const SlideManner& manner_;
    const std::vector<Relation>& relations_;
    Shape shape_;
    std::size_t shape_depth_ = 0;  ///< of the open one; 0 = none
    bool in_text_ = false, tiny_ = false;
    bool hidden_ = false;  ///< the whole slide
    std::string hidden_text_, notes_text_;
    std::vector<bool> choices_;
};

}  // namespace sendguard::draft

// What the reader of a text document's story (a body, a header, a note) has found, brought into the
// document's text: shown text with its separators, text boxes behind the paragraph they hang on,
// and one content for each run of changed or hidden text, however many pieces it was cut into.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/document_text.h"

namespace sendguard::draft {

class StoryOut {
  public:
    /// in: place - where shown text goes: body, or hidden for text that no page shows
    StoryOut(DocumentText& text, Place place, std::string detail)
        : text_(text), place_(place), detail_(std::move(detail)) {}

    /// The place of the paragraph that begins: "paragraph 12".
    void at(std::string locator) { locator_ = std::move(locator); }
    const std::string& locator() const { return locator_; }

    /// Text that a reader sees; `words` say more of it ("inserted by Anna"), "" nothing.
    void show(std::string_view text, std::string_view words = {});
    /// Text of a kind that is told: a piece of one run as long as kind, place and words stay.
    void tell(ContentKind kind, Place place, std::string_view text, const std::string& words,
              std::string_view detail = {});
    /// A change of form, told once a paragraph: "its format is changed by Anna".
    void tell_change(std::string message);
    /// A line at another place, for no content.
    void note(Place place, std::string_view line, std::string_view detail = {});
    void holds(ContentKind kind, std::string message, std::string_view sample = {});

    /// out: whether a change was told since the paragraph began
    bool end_paragraph(bool in_cell);
    void end_cell() { separator_ = '\t'; }
    void end_row() { separator_ = '\n'; }
    void begin_box();
    void end_box();
    /// Alternatives: the choice's text is shown, a fallback's only when it is another one.
    void begin_alternatives();
    void end_alternatives();
    void fall_back(bool on) { fallback_ = on; }
    bool falls_back() const { return fallback_; }
    bool in_box() const { return boxes_ > 0; }
    void finish();

  private:
    struct Piece {
        Place place;
        std::string locator, text, detail;
    };
    void put(Place place, const std::string& locator, std::string_view text,
             std::string_view detail);
    void close_run();

    DocumentText& text_;
    Place place_;
    std::string detail_;
    std::string locator_;
    std::vector<std::string> outer_;  ///< locators around the boxes
    std::vector<Piece> waiting_;      ///< of boxes
    char separator_ = '\0';           ///< before the next shown text
    std::size_t boxes_ = 0;
    std::size_t alternatives_ = 0;
    bool fallback_ = false;
    std::string choice_text_, fallback_text_;
    bool told_change_ = false;
    std::string last_change_;  ///< of form, in this paragraph

    bool running_ = false;
    ContentKind kind_ = ContentKind::tracked_changes;
    Place run_place_ = Place::body;
    std::string run_words_, run_detail_, run_text_;
};

}  // namespace sendguard::draft

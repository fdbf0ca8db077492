// The text of one document as its reader finds it, in streams: what is seen (body), and beside it
// what is hidden, deleted, commented, ... Each stream becomes one passage, so that a phrase is
// found across lines; a locator tells where in the document each run of it stands.
//
//   DocumentText text(reading, document);
//   text.at("paragraph 12");
//   text.add(Place::body, "Sir, we withdraw.\n");
//   text.at("paragraph 12, deleted by Anna, 2020-01-06");
//   text.add(Place::deletion, "We do not.\n");
//   text.holds(ContentKind::tracked_changes, "deleted by Anna", "We do not.");
//   text.finish();
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "draft/document.h"

namespace sendguard::draft {

class DocumentText {
  public:
    DocumentText(Reading& reading, const Document& document)
        : reading_(reading), document_(document) {}

    /// Where what is added next stands, in words: "page 4", "sheet 'Q3' row 152".
    void at(std::string locator) { locator_ = std::move(locator); }
    const std::string& locator() const { return locator_; }

    /// Adds UTF-8 text (invalid bytes are replaced) at a place; `detail` says what kind of it, as
    /// "white text"; each place and detail is a passage of its own. Add the line ends yourself.
    /// out: false once the document has more text than kMaxDocumentText: nothing more is taken
    bool add(Place place, std::string_view text, std::string_view detail = {});
    /// A whole line.
    bool add_line(Place place, std::string_view text, std::string_view detail = {});

    /// Notes that the document holds something at the present locator. `message` is one sentence;
    /// more than kMaxContentsOfKind of a kind are counted in the last one.
    void holds(ContentKind kind, std::string message, std::string_view sample = {},
               std::size_t count = 1);

    /// A fault in this document. unreadable: damaged, encrypted, over a limit
    void fault(FaultClass fault_class, std::string_view kind, std::string message);

    /// Makes the passages and the part's text. To be called once, at the end.
    void finish();

  private:
    struct Stream {
        Place place;
        std::string detail;
        std::string text;
        std::vector<Locator> locators;
    };
    Stream& stream(Place place, std::string_view detail);
    Reading& reading_;
    const Document& document_;
    std::string locator_;
    std::vector<Stream> streams_;
    std::map<ContentKind, std::size_t> counts_;
    std::size_t bytes_ = 0;
    bool full_ = false;
};

}  // namespace sendguard::draft

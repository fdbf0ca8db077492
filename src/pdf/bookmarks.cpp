// Bookmarks: headings beside the page, which often keep what the page has lost.
#include <Catalog.h>
#include <XRef.h>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr int kMaxBookmarks = 10'000;
constexpr int kMaxDepth = 32;

struct Bookmarks {
    Answer& answer;
    int count = 0;

    /// One level: each names the next; a circle of them ends at the count.
    void level(Object item, int depth) {
        while (item.isDict() && depth <= kMaxDepth && ++count <= kMaxBookmarks) {
            if (const auto title = one_line(text_at(item, "Title")); !title.empty())
                answer.text(Place::metadata, title + "\n", "bookmark");
            if (const Object action = item.dictLookup("A"); action.isDict())
                read_action(action, "bookmark", answer);
            level(item.dictLookup("First"), depth + 1);
            item = item.dictLookup("Next");
        }
    }
};

}  // namespace

void read_bookmarks(PDFDoc& document, Answer& answer) {
    answer.at("bookmarks");
    const Object catalog = document.getXRef()->getCatalog();
    if (!catalog.isDict()) return;
    const Object outline = catalog.dictLookup("Outlines");
    if (outline.isDict()) Bookmarks{answer}.level(outline.dictLookup("First"), 0);
}

}  // namespace sendguard::pdf

#include "pdf/page_sources.h"

#include <Catalog.h>
#include <Page.h>
#include <XRef.h>

#include <string_view>

namespace sendguard::pdf {
namespace {

constexpr int kMaxDepth = 6;              ///< forms within forms; deeper ones are taken for changed
constexpr std::size_t kMaxSources = 500;  ///< of one page

class Sources {
  public:
    explicit Sources(XRef* table) : table_(table) {}

    void content(const Object& content) {
        note(content);
        const Object streams = content.fetch(table_);
        if (!streams.isArray()) return;
        for (int i = 0; i < streams.arrayGetLength(); ++i) note(streams.arrayGetNF(i));
    }

    void forms(const Object& resources, int depth) {
        if (!resources.isDict()) return;
        const Object objects = resources.dictLookup("XObject");
        if (!objects.isDict()) return;
        for (int i = 0; i < objects.dictGetLength() && whole_; ++i) {
            if (!note(objects.dictGetValNF(i))) continue;
            const Object one = objects.dictGetVal(i);
            if (!one.isStream() || !one.getStream()->getDict()->lookup("Subtype").isName("Form"))
                continue;
            if (depth == kMaxDepth) {
                whole_ = false;
                return;
            }
            forms(one.getStream()->getDict()->lookup("Resources"), depth + 1);
        }
    }

    std::set<int> take() { return whole_ ? std::move(numbers_) : std::set<int>(); }

  private:
    /// false: noted before
    bool note(const Object& object) {
        if (!object.isRef()) return true;
        const bool fresh = numbers_.insert(object.getRef().num).second;
        whole_ = whole_ && numbers_.size() <= kMaxSources;
        return fresh;
    }
    XRef* table_;
    std::set<int> numbers_;
    bool whole_ = true;
};

bool is_same_entry(XRef* before, XRef* now, int number) {
    if (number >= before->getNumObjects() || number >= now->getNumObjects()) return false;
    const XRefEntry *a = before->getEntry(number, false), *b = now->getEntry(number, false);
    return a->type == b->type && a->offset == b->offset && a->gen == b->gen;
}

}  // namespace

std::set<int> sources_of(PDFDoc& document, int page) {
    Page* const of = document.getPage(page);
    XRef* const table = document.getXRef();
    if (of == nullptr) return {};
    const Object dictionary = table->fetch(of->getRef());
    if (!dictionary.isDict()) return {};
    Sources sources(table);
    sources.content(dictionary.dictLookupNF("Contents"));
    if (Object* const resources = of->getResourceDictObject()) sources.forms(*resources, 0);
    return sources.take();
}

bool shows_the_same(PDFDoc& before, PDFDoc& now, int page) {
    Page* const of = before.getPage(page);
    if (of == nullptr) return false;
    const int there = now.findPage(of->getRef());
    if (there == 0) return false;
    const auto sources = sources_of(before, page);
    if (sources.empty() || sources != sources_of(now, there)) return false;
    for (const int number : sources)
        if (!is_same_entry(before.getXRef(), now.getXRef(), number)) return false;
    return true;
}

}  // namespace sendguard::pdf

// PDFs: read by a helper process (pdf_helpers.h); here its records become passages, held content,
// members and faults. What the helper says is as little trusted as the PDF.
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "draft/document_text.h"
#include "draft/formats.h"
#include "draft/pdf_helpers.h"
#include "draft/sniff.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kLooked = 1024;  ///< readers take a PDF whose mark stands within this

struct Member {
    std::string name, bytes;
};

class PdfReading {
  public:
    PdfReading(Reading& reading, const Document& document)
        : reading_(reading), document_(document), text_(reading, document) {}

    void run() {
        const PdfEnd how = PdfHelpers::shared().read(
            document_.bytes, [this](PdfRecord record) { take(std::move(record)); });
        text_.at({});
        tell(how);
        text_.finish();
        if (unreadable_) reading_.part(document_.part).read = false;
        for (auto& [name, bytes] : members_)
            read_member(reading_, document_, name, std::move(bytes));
    }

  private:
    void take(PdfRecord record) {
        text_.at(std::move(record.locator));
        switch (record.type) {
            case PdfRecordType::text:
                if (record.code < kPlaces)
                    text_.add(static_cast<Place>(record.code), record.text, record.detail);
                return;
            case PdfRecordType::held:
                if (record.code < kContentKinds)
                    text_.holds(static_cast<ContentKind>(record.code), std::move(record.detail),
                                record.text, record.count);
                return;
            case PdfRecordType::file:
                members_.push_back({std::move(record.detail), std::move(record.text)});
                return;
            case PdfRecordType::fault:
                if (record.detail == "encrypted" && !reading_.alternative())
                    reading_.part(document_.part).encrypted = unreadable_ = true;
                text_.fault(FaultClass::unreadable, record.detail, std::move(record.text));
                return;
            case PdfRecordType::end:
                return;
        }
    }

    void tell(PdfEnd how) {
        const auto fault = [this](std::string_view kind, const char* message) {
            unreadable_ = true;
            text_.fault(FaultClass::unreadable, kind, message);
        };
        switch (how) {
            case PdfEnd::whole:
                return;
            case PdfEnd::crashed:
                return fault("damaged", "the PDF ended the program that was to read it");
            case PdfEnd::too_long:
                return fault("limit-time", "reading the PDF takes too long");
            case PdfEnd::too_much:
                return fault("limit-memory", "reading the PDF takes too much memory");
            case PdfEnd::missing:
                return fault("no-reader", "PDFs cannot be read: send-guard-pdf is not installed");
        }
    }

    Reading& reading_;
    const Document& document_;
    DocumentText text_;
    std::vector<Member> members_;
    bool unreadable_ = false;
};

}  // namespace

/// Readers pass over what stands before the mark, when it is not words.
bool is_pdf(std::string_view bytes, std::string_view) {
    const auto start = bytes.substr(0, kLooked);
    const auto at = start.find("%PDF-");
    if (at == std::string_view::npos) return false;
    return trim(start.substr(0, at)).empty() || !looks_like_text(start.substr(0, at));
}

void read_pdf(Reading& reading, const Document& document) {
    PdfReading(reading, document).run();
}

}  // namespace sendguard::draft

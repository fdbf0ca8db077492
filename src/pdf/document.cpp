#include "pdf/document.h"

#include <ErrorCodes.h>
#include <PDFDoc.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "pdf/page_reader.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr int kMaxPages = 20'000;  ///< the longest books have 5,000

std::vector<std::string> read_pages(PDFDoc& document, Answer& answer) {
    PageReader reader(document, answer);
    std::vector<std::string> texts;
    const int pages = document.getNumPages();
    int missing = 0;
    for (int number = 1; number <= std::min(pages, kMaxPages); ++number) {
        if (answer.full() || !answer.ok()) break;
        const Page* const page = document.getPage(number);
        if (page == nullptr || !page->isOk()) {
            ++missing;
            continue;
        }
        texts.push_back(reader.read(number));
        read_annotations(document, number, answer);
    }
    answer.at("");
    if (missing > 0)
        answer.fault("damaged",
                     fmt::format("{} of the PDF's {} pages cannot be read", missing, pages));
    if (pages > kMaxPages)
        answer.fault("limit-document",
                     fmt::format("the PDF has {} pages; {} are read", pages, kMaxPages));
    if (pages <= 0) answer.fault("damaged", "the PDF has no page that can be found");
    return texts;
}

}  // namespace

void read_document(const std::string& bytes, Answer& answer) {
    // The document owns the stream, and the stream looks at `bytes`.
    PDFDoc document(
        new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
    if (!document.isOk()) {
        if (document.getErrorCode() == errEncrypted) {
            answer.fault("encrypted", "the PDF is encrypted, and a password opens it");
        } else {
            answer.fault("damaged", "the PDF is damaged beyond repair");
        }
        return;
    }
    const auto pages = read_pages(document, answer);
    read_properties(document, answer);
    read_bookmarks(document, answer);
    std::string seen;
    for (const auto& page : pages) seen += page;
    read_form(document, seen, answer);
    read_embedded_files(document, answer);
    read_actions(document, answer);
    read_revisions(document, bytes, pages, answer);
}

}  // namespace sendguard::pdf

// What the helper says about a document, record by record (draft/pdf_records.h), written as it
// comes so that what stands before a crash is not lost.
#pragma once

#include <string>
#include <string_view>

#include "draft/content_kinds.h"
#include "draft/draft.h"
#include "draft/pdf_records.h"

namespace sendguard::pdf {

using draft::ContentKind;
using draft::Place;

class Answer {
  public:
    explicit Answer(int socket) : socket_(socket) {}

    /// Where what follows stands: "page 4".
    void at(std::string locator) { locator_ = std::move(locator); }
    const std::string& locator() const { return locator_; }

    void text(Place place, std::string_view text, std::string_view detail = {});
    void holds(ContentKind kind, std::string message, std::string_view sample = {},
               std::size_t count = 1);
    /// out: false - over a limit: a fault was said in its stead
    bool file(std::string_view name, std::string bytes);
    void fault(std::string_view kind, std::string message);
    /// The last record. `last`: the helper ends after it.
    void end(bool last);

    /// Whether the other end is still there.
    bool ok() const { return ok_; }
    /// Whether more text than kMaxDocumentText was said: no more is taken, a fault said so.
    bool full() const { return full_; }

  private:
    void add(const draft::PdfRecord& record);
    void flush();
    int socket_;
    bool ok_ = true;
    bool full_ = false;
    std::size_t text_bytes_ = 0;
    std::size_t file_bytes_ = 0;
    std::string locator_;
    std::string waiting_;
};

}  // namespace sendguard::pdf

// A document: a content that is neither mail nor plain words, found by what its bytes are. Each
// format has a reader of its own, one file; all of them add to a DocumentText (document_text.h).
//
// A new format: declare its reader in formats.h and add its line to the table in document.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "draft/reading.h"

namespace sendguard::draft {

struct Document {
    std::string_view bytes;  ///< decoded; lives as long as the draft
    std::string_view name;   ///< file name, a hint only; may be empty
    std::uint32_t part = 0;  ///< of Draft::parts, added already
    std::size_t depth = 0;   ///< archives and documents around it
    std::uint32_t at = 0;    ///< where it stands in Draft::bytes, for faults
};

/// Reads `document` when its format is known; what cannot be read of it is a Fault.
/// When documents are put off, it is not read, and Draft::put_off is set.
/// out: false - no known format, nothing was added
bool read_document(Reading& reading, const Document& document);

/// Reads what stands inside `outer`, an archive's member or an embedded file, as a part of its own:
/// a mail, a document, or text, by its content. Its number is the outer part's and its path:
/// "2/report.docx". Over the limits of depth, count and size it is a Fault, and is not read.
void read_member(Reading& reading, const Document& outer, std::string_view path, std::string bytes);

}  // namespace sendguard::draft

// The readers of document formats, one file each. A reader adds what it finds, and a Fault for what
// it cannot read; it never throws. docs/documents.md says what each one reads.
#pragma once

#include "draft/document.h"

namespace sendguard::draft {

bool is_office(std::string_view bytes, std::string_view name);  ///< DOCX, XLSX, PPTX and their kin
void read_office(Reading& reading, const Document& document);

}  // namespace sendguard::draft

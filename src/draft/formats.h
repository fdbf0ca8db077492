// The readers of document formats, one file each. A reader adds what it finds, and a Fault for what
// it cannot read; it never throws. docs/documents.md says what each one reads.
#pragma once

#include <string_view>

#include "draft/document.h"

namespace sendguard::draft {

bool is_pdf(std::string_view bytes, std::string_view name);
void read_pdf(Reading& reading, const Document& document);

}  // namespace sendguard::draft

// The readers of document formats, one file each. A reader adds what it finds, and a Fault for what
// it cannot read; it never throws. docs/documents.md says what each one reads.
#pragma once

#include "draft/document.h"

namespace sendguard::draft {

bool is_tnef(std::string_view bytes, std::string_view name);
void read_tnef(Reading& reading, const Document& document);

bool is_picture(std::string_view bytes, std::string_view name);
void read_picture(Reading& reading, const Document& document);

bool is_mailbox(std::string_view bytes, std::string_view name);
void read_mailbox(Reading& reading, const Document& document);

bool is_archive(std::string_view bytes, std::string_view name);
void read_archive(Reading& reading, const Document& document);

}  // namespace sendguard::draft

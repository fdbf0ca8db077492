// The readers of document formats, one file each. A reader adds what it finds, and a Fault for what
// it cannot read; it never throws. docs/documents.md says what each one reads.
#pragma once

#include <string_view>

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
bool is_office(std::string_view bytes, std::string_view name);  ///< DOCX, XLSX, PPTX and their kin
void read_office(Reading& reading, const Document& document);
bool is_odf(std::string_view bytes, std::string_view name);  ///< ODT, ODS, ODP and their kin
void read_odf(Reading& reading, const Document& document);
bool is_flat_odf(std::string_view bytes, std::string_view name);  ///< FODT and its kin
void read_flat_odf(Reading& reading, const Document& document);
bool is_rtf(std::string_view bytes, std::string_view name);
void read_rtf(Reading& reading, const Document& document);
bool is_old_office(std::string_view bytes, std::string_view name);  ///< OLE compound files
void read_old_office(Reading& reading, const Document& document);
bool is_pdf(std::string_view bytes, std::string_view name);
void read_pdf(Reading& reading, const Document& document);

}  // namespace sendguard::draft

// OLE compound files: Office before 2007, and today's Office documents under a password.
// source: MS-CFB 2.6 (directory entries have UTF-16 names), MS-OFFCRYPTO 1.3.3
#include <string>

#include "draft/document_text.h"
#include "draft/formats.h"

namespace sendguard::draft {
namespace {

/// Whether a directory entry of that name stands in the file.
bool has_stream(std::string_view bytes, std::string_view name) {
    std::string wide;
    for (const char c : name) {
        wide += c;
        wide += '\0';
    }
    wide += '\0';
    wide += '\0';
    return bytes.find(wide) != std::string_view::npos;
}

}  // namespace

bool is_old_office(std::string_view bytes, std::string_view /*name*/) {
    return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
}

void read_old_office(Reading& reading, const Document& document) {
    DocumentText text(reading, document);
    auto& part = reading.part(document.part);
    part.read = false;
    const auto bytes = document.bytes;
    if (has_stream(bytes, "EncryptedPackage") || has_stream(bytes, "EncryptionInfo")) {
        part.encrypted = true;
        text.fault(FaultClass::unreadable, "encrypted",
                   "the document is encrypted with a password");
    } else if (has_stream(bytes, "WordDocument")) {
        text.fault(FaultClass::unreadable, "old-office",
                   "the document is in Word's old format; save it as DOCX");
    } else if (has_stream(bytes, "Workbook") || has_stream(bytes, "Book")) {
        text.fault(FaultClass::unreadable, "old-office",
                   "the document is in Excel's old format; save it as XLSX");
    } else if (has_stream(bytes, "PowerPoint Document")) {
        text.fault(FaultClass::unreadable, "old-office",
                   "the document is in PowerPoint's old format; save it as PPTX");
    } else {
        text.fault(FaultClass::unread, "unread-attachment",
                   "the file is an OLE container, which is not looked into");
    }
}

}  // namespace sendguard::draft

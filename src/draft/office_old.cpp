// OLE compound files: Office before 2007, today's documents under a password, and objects that
// carry another file.
// source: MS-OFFCRYPTO 1.3.3, MS-DOC 2.1, MS-XLS 2.1, MS-PPT 2.1, MS-OLEDS 2.3
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "draft/document_text.h"
#include "draft/formats.h"
#include "draft/ole.h"

namespace sendguard::draft {
namespace {

/// What a stream of that name makes of a file.
struct Old {
    std::string_view stream, kind, message;
};
constexpr std::array<Old, 6> kOld = {{
    {"EncryptedPackage", "encrypted", "the document is encrypted with a password"},
    {"EncryptionInfo", "encrypted", "the document is encrypted with a password"},
    {"WordDocument", "old-office", "the document is in Word's old format; save it as DOCX"},
    {"Workbook", "old-office", "the document is in Excel's old format; save it as XLSX"},
    {"Book", "old-office", "the document is in Excel's old format; save it as XLSX"},
    {"PowerPoint Document", "old-office",
     "the document is in PowerPoint's old format; save it as PPTX"},
}};

/// Whether the name stands anywhere, for a file whose directory is broken.
bool mentions(std::string_view bytes, std::string_view name) {
    std::string wide;
    for (const char c : name) {
        wide += c;
        wide += '\0';
    }
    wide += std::string(2, '\0');
    return bytes.find(wide) != std::string_view::npos;
}

struct Inner {
    std::string name, bytes;
};

/// Files that an object carries: a document of its own, or one that was dropped in.
std::vector<Inner> inner_files(const OleFile& file) {
    std::vector<Inner> out;
    for (const auto* const name : {"Package", "CONTENTS"})
        if (const auto* const stream = file.find(name)) out.push_back({name, file.read(*stream)});
    if (const auto* const stream = file.find("\x01Ole10Native")) {
        Inner inner;
        if (read_native(file.read(*stream), inner.name, inner.bytes))
            out.push_back(std::move(inner));
    }
    return out;
}

}  // namespace

bool is_old_office(std::string_view bytes, std::string_view /*name*/) {
    return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
}

void read_old_office(Reading& reading, const Document& document) {
    DocumentText text(reading, document);
    const OleFile file(document.bytes);
    const bool broken = file.streams().empty();
    const auto* const old = std::ranges::find_if(kOld, [&](const Old& one) {
        return broken ? mentions(document.bytes, one.stream) : file.find(one.stream) != nullptr;
    });
    if (old != kOld.end()) {
        reading.part(document.part).read = false;
        reading.part(document.part).encrypted = old->kind == "encrypted";
        text.fault(FaultClass::unreadable, old->kind, std::string(old->message));
        return;
    }
    auto files = inner_files(file);
    if (files.empty()) {
        reading.part(document.part).read = false;
        text.fault(FaultClass::unread, "unread-attachment",
                   "the file is an OLE container, which is not looked into");
        return;
    }
    text.finish();
    for (auto& inner : files)
        if (!inner.bytes.empty())
            read_member(reading, document, inner.name, std::move(inner.bytes));
}

}  // namespace sendguard::draft

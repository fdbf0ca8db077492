// OLE compound files: Office before 2007, today's documents under a password, and objects that
// carry another file.
//
// The text of the old formats is read by an installed program (office_helper.h). A file may hold
// documents of several, one inside the other, and its directory here is flat: each format whose
// stream is there has to be read, so that none hides behind another.
// source: MS-OFFCRYPTO 1.3.3, MS-DOC 2.5.1, MS-XLS 2.4, MS-PPT 2.3.2, MS-OLEDS 2.3
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "draft/document_text.h"
#include "draft/formats.h"
#include "draft/office_helper.h"
#include "draft/ole.h"

namespace sendguard::draft {
namespace {

constexpr std::array<std::string_view, 2> kEncrypted = {"EncryptedPackage", "EncryptionInfo"};
constexpr std::string_view kMacros = "_VBA_PROJECT";

/// What a stream of that name makes of a file.
struct Old {
    std::string_view stream;
    OldFormat format;
};
constexpr std::array<Old, 4> kOld = {{
    {"WordDocument", OldFormat::word},
    {"Workbook", OldFormat::sheets},
    {"Book", OldFormat::sheets},
    {"PowerPoint Document", OldFormat::slides},
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

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    if (at + size > bytes.size()) return 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

struct Told {
    std::string_view kind;
    std::string message;
};
const char* const kPassword = "the document is encrypted with a password";

/// What the head of a Word document says against its text; nullopt: nothing.
std::optional<Told> word_head(std::string_view stream) {
    constexpr std::uint32_t kWord97 = 193, kInPieces = 0x0004, kUnderPassword = 0x0100;
    const auto flags = number(stream, 10, 2);
    if ((flags & kUnderPassword) != 0) return Told{"encrypted", kPassword};
    if (number(stream, 2, 2) < kWord97)  // its letters may be of any code page
        return Told{"old-office",
                    "the document is in Word's format of before 1997; save it as DOCX"};
    if ((flags & kInPieces) != 0)
        return Told{"old-office",
                    "Word saved the document in pieces, which are not put together; save it as "
                    "DOCX"};
    return std::nullopt;
}

/// A workbook's records up to the first sheet; one of them says that the rest is encrypted.
std::optional<Told> workbook_head(std::string_view stream) {
    constexpr std::uint32_t kFilePass = 0x2F, kSheet = 0x85, kEnd = 0x0A;
    for (std::size_t at = 0; at + 4 <= stream.size(); at += 4 + number(stream, at + 2, 2)) {
        const auto record = number(stream, at, 2);
        if (record == kFilePass) return Told{"encrypted", kPassword};
        if (record == kSheet || record == kEnd) break;
    }
    return std::nullopt;
}

/// source: MS-PPT 2.3.2, CurrentUserAtom.headerToken
std::optional<Told> slides_head(const OleFile& file) {
    constexpr std::uint32_t kEncryptedToken = 0xF3D1C4DF;
    const auto* const user = file.find("Current User");
    if (user != nullptr && number(file.read(*user), 12, 4) == kEncryptedToken)
        return Told{"encrypted", kPassword};
    return std::nullopt;
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

class OldReading {
  public:
    OldReading(Reading& reading, const Document& document)
        : reading_(reading), document_(document), text_(reading, document), file_(document.bytes) {}

    void run() {
        if (there(kEncrypted[0]) || there(kEncrypted[1])) return refuse("encrypted", kPassword);
        std::vector<OldFormat> formats;
        for (const auto& old : kOld)
            if (there(old.stream) && (formats.empty() || formats.back() != old.format))
                formats.push_back(old.format);
        if (file_.broken()) return refuse("damaged", "the list of what the file holds breaks off");
        auto files = inner_files(file_);
        if (formats.empty() && files.empty()) {
            reading_.part(document_.part).read = false;
            text_.fault(FaultClass::unread, "unread-attachment",
                        "the file is an OLE container, which is not looked into");
            return;
        }
        for (const auto format : formats) read_format(format);
        if (!formats.empty()) tell_contents(files.size());
        text_.at({});
        text_.finish();
        if (unreadable_) reading_.part(document_.part).read = false;
        for (auto& inner : files)
            if (!inner.bytes.empty())
                read_member(reading_, document_, inner.name, std::move(inner.bytes));
    }

  private:
    bool there(std::string_view stream) const {
        return file_.streams().empty() ? mentions(document_.bytes, stream)
                                       : file_.find(stream) != nullptr;
    }

    void refuse(std::string_view kind, std::string message) {
        unreadable_ = true;
        auto& part = reading_.part(document_.part);
        part.read = false;
        part.encrypted = part.encrypted || kind == "encrypted";
        text_.fault(FaultClass::unreadable, kind, std::move(message));
    }

    /// Of each document of the format, the outer one and those in it.
    bool heads_allow(OldFormat format) {
        for (const auto& stream : file_.streams()) {
            const auto* const old = std::ranges::find(kOld, stream.name, &Old::stream);
            if (old == kOld.end() || old->format != format) continue;
            const auto bytes = file_.read(stream);
            if (bytes.size() < stream.size)
                return refuse("damaged", "the document is cut short"), false;
            const auto told = format == OldFormat::word     ? word_head(bytes)
                              : format == OldFormat::sheets ? workbook_head(bytes)
                                                            : slides_head(file_);
            if (told) return refuse(told->kind, told->message), false;
        }
        return true;
    }

    void read_format(OldFormat format) {
        if (!heads_allow(format)) return;
        const OldText read = read_with_helper(format, document_.bytes);
        if (!read.fault.empty()) return refuse(read.fault, read.message);
        readers_ += (readers_.empty() ? "" : " and ") + read.program;
        // A form feed ends a sheet.
        const auto pieces = split(read.text, '\f');
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (trim(pieces[i]).empty()) continue;
            text_.at(format == OldFormat::sheets ? fmt::format("sheet {}", i + 1) : std::string());
            text_.add(Place::body, pieces[i]);
            if (!pieces[i].ends_with('\n')) text_.add(Place::body, "\n");
        }
    }

    void tell_contents(std::size_t inner_files) {
        text_.at({});
        if (there(kMacros)) text_.holds(ContentKind::macros, "it holds macros");
        if (inner_files > 0)
            text_.holds(ContentKind::embedded_files, "it holds another file", {}, inner_files);
        if (!readers_.empty())
            text_.holds(ContentKind::old_format,
                        fmt::format("its text was read by {}; what an old format holds besides "
                                    "(changes, comments, what is hidden) is not seen",
                                    readers_));
    }

    Reading& reading_;
    const Document& document_;
    DocumentText text_;
    OleFile file_;
    std::string readers_;
    bool unreadable_ = false;
};

}  // namespace

bool is_old_office(std::string_view bytes, std::string_view /*name*/) {
    return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
}

void read_old_office(Reading& reading, const Document& document) {
    OldReading(reading, document).run();
}

}  // namespace sendguard::draft

// Files inside the PDF: attachments of the document and of its notes, and portfolios.
#include <Catalog.h>
#include <XRef.h>
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr std::size_t kMaxFile = 32u << 20;  ///< one file; more is a fault
constexpr std::size_t kMaxFiles = 1000;

Object stream_of(const Object& specification) {
    const Object files = specification.dictLookup("EF");
    if (files.isDict())
        for (const char* const key : {"UF", "F", "Unix", "DOS", "Mac"})
            if (Object stream = files.dictLookup(key); stream.isStream()) return stream;
    return Object(objNull);
}

std::string name_of(const Object& specification) {
    for (const char* const key : {"UF", "F", "Unix", "DOS", "Mac", "Desc"})
        if (auto name = one_line(text_at(specification, key)); !name.empty()) return name;
    return "embedded";
}

}  // namespace

bool read_embedded_file(const Object& specification, Answer& answer) {
    if (!specification.isDict()) return false;
    const Object stream = stream_of(specification);
    if (!stream.isStream()) return false;
    const auto name = name_of(specification);
    if (const auto about = text_at(specification, "Desc"); !trim(about).empty() && about != name)
        answer.text(Place::metadata, about + "\n", "embedded file's description");
    answer.holds(ContentKind::embedded_files, fmt::format("the file {} is inside", name), name);
    auto content = bytes_of(stream.getStream(), kMaxFile);
    if (!content.whole) {
        answer.fault("limit-unpacked", fmt::format("the embedded file {} is larger than {} MB",
                                                   name, kMaxFile >> 20));
        return true;
    }
    answer.file(name, std::move(content.bytes));
    return true;
}

void read_embedded_files(PDFDoc& document, Answer& answer) {
    answer.at("document");
    const Object catalog = document.getXRef()->getCatalog();
    if (!catalog.isDict()) return;
    std::size_t count = 0;
    std::set<std::string> named;
    if (const Object names = catalog.dictLookup("Names"); names.isDict())
        each_name(names.dictLookup("EmbeddedFiles"),
                  [&](const std::string&, const Object& specification) {
                      if (++count <= kMaxFiles && read_embedded_file(specification, answer))
                          named.insert(name_of(specification));
                  });
    // Associated files (PDF 2.0, PDF/A-3) stand in the name tree as well, most of the time.
    const Object associated = catalog.dictLookup("AF");
    if (associated.isArray())
        for (int i = 0; i < associated.arrayGetLength() && count < kMaxFiles; ++i, ++count)
            if (const Object one = associated.arrayGet(i);
                one.isDict() && !named.contains(name_of(one)))
                read_embedded_file(one, answer);
    if (count > kMaxFiles)
        answer.fault("limit-parts",
                     fmt::format("the PDF holds {} files; {} are read", count, kMaxFiles));
}

}  // namespace sendguard::pdf

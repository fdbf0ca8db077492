#include "draft/document.h"

#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/document_text.h"
#include "draft/entity.h"
#include "draft/formats.h"
#include "draft/mail_reader.h"
#include "draft/read.h"
#include "draft/sniff.h"
#include "draft/text_part.h"
#include "draft/text_types.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kSniffBytes = 4096;

/// A format's test is cheap and looks at bytes; the name is for formats that have no mark.
struct Format {
    bool (*is)(std::string_view bytes, std::string_view name);
    void (*read)(Reading& reading, const Document& document);
};
/// In order; the first that is it reads it.
constexpr auto kFormats = std::to_array<Format>({
    {is_pdf, read_pdf},
    {is_odf, read_odf},
    {is_office, read_office},
    {is_flat_odf, read_flat_odf},
    {is_rtf, read_rtf},
    {is_old_office, read_old_office},
    {is_tnef, read_tnef},
    {is_picture, read_picture},
    {is_mailbox, read_mailbox},
    {is_archive, read_archive},  // after every format that is a ZIP inside
});

void read_mail_member(Reading& reading, const Document& document, const Part& part) {
    const Source source = make_source(document.bytes, false, document.at);
    read_entity(reading, source, skip_to_header(document.bytes), document.bytes.size(),
                {.number = part.number + ".1",
                 .parent = document.part,
                 .depth = document.depth + 1,
                 .quoted = true,
                 .default_type = "text/plain",
                 .message = true});
}

/// Words without a format.
void read_words(Reading& reading, const Document& document) {
    CharsetText utf8 = to_utf8(document.bytes, "");
    Part& part = reading.part(document.part);
    part.text = utf8.as_is ? document.bytes : reading.keep(std::move(utf8.text));
    const bool html = looks_like_html(part.text.substr(0, kSniffBytes));
    part.type = html ? "text/html" : text_kind_type(text_kind("", document.name, part.text));
    add_text(reading, {.text = part.text, .kind = Origin::decoded, .at = 0, .part = document.part},
             {.type = part.type, .name = document.name, .whole = true});
}

}  // namespace

bool read_document(Reading& reading, const Document& document) {
    for (const auto& format : kFormats) {
        if (!format.is(document.bytes, document.name)) continue;
        if (reading.put_off_documents) {
            reading.draft().put_off = true;
        } else {
            format.read(reading, document);
        }
        return true;
    }
    return false;
}

void read_member(Reading& reading, const Document& outer, std::string_view path,
                 std::string bytes) {
    const auto fault = [&](std::string_view kind, std::string message) {
        reading.fault(FaultClass::unreadable, kind, std::move(message), outer.part, outer.at);
    };
    const auto name = to_valid_utf8(path);
    if (outer.depth + 1 > kMaxDocumentDepth)
        return fault("limit-depth", fmt::format("{} stands inside too many archives", name));
    if (reading.parts_are_full())
        return fault("limit-parts", "there are more files inside than can be checked");
    if (!reading.unpack(bytes.size()))
        return fault("limit-unpacked",
                     fmt::format("unpacked, it is larger than {} MB", kMaxUnpackedBytes >> 20));
    Part part;
    const auto& around = reading.part(outer.part).number;
    part.number = around.empty() ? name : around + "/" + name;
    part.filename = name.substr(name.find_last_of('/') + 1);
    part.type = "application/octet-stream";
    part.content_begin = part.content_end = outer.at;
    part.size = bytes.size();
    part.attachment = true;
    const auto kept = reading.keep(std::move(bytes));
    const auto index = reading.add_part(std::move(part), outer.part);
    reading.add({.place = Place::filename,
                 .part = index,
                 .text = reading.keep(name),
                 .origin_kind = Origin::field,
                 .origin = outer.at});
    const Document document{.bytes = kept,
                            .name = reading.keep(name),
                            .part = index,
                            .depth = outer.depth + 1,
                            .at = outer.at};
    const auto start = kept.substr(0, kSniffBytes);
    if (kept.empty() || read_document(reading, document)) return;
    if (looks_like_text(start) && looks_like_mail(start)) {
        read_mail_member(reading, document, reading.part(index));
    } else if (looks_like_text(start) || is_text_name(name)) {
        read_words(reading, document);
    } else if (!looks_like_media(start)) {
        reading.part(index).read = false;
        reading.fault(FaultClass::unread, "unread-attachment",
                      fmt::format("{} is not looked into", name), index, outer.at);
    }
}

}  // namespace sendguard::draft

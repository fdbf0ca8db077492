#include "draft/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/lines.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/document.h"
#include "draft/fields.h"
#include "draft/formats.h"
#include "draft/front_matter.h"
#include "draft/mail_reader.h"
#include "draft/reading.h"
#include "draft/sniff.h"
#include "draft/text_part.h"
#include "draft/text_types.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kSniffBytes = 4096;  ///< enough to tell binary content from text
constexpr std::size_t kFieldsLooked = 12;  ///< trace fields come first, then a mail's own

/// Fields that only mail has, and fields that a press text may begin with too.
constexpr std::array<std::string_view, 8> kMailOnly = {
    "from",         "message-id",   "received",       "return-path",
    "mime-version", "delivered-to", "dkim-signature", "content-transfer-encoding"};
constexpr std::array<std::string_view, 8> kMailLike = {"to",  "subject",  "date",   "cc",
                                                       "bcc", "reply-to", "sender", "content-type"};

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::ranges::any_of(names,
                               [&](std::string_view n) { return equals_ignoring_case(n, name); });
}

bool ends_with(std::string_view name, std::string_view ending) {
    return name.size() >= ending.size() &&
           equals_ignoring_case(name.substr(name.size() - ending.size()), ending);
}

/// A file of words: HTML, Markdown or another kind of text, with front matter perhaps.
void read_text_file(Reading& reading, std::string_view bytes, std::string_view name) {
    CharsetText utf8 = to_utf8(bytes, "");
    Part& part = reading.part(0);
    part.literal = utf8.as_is;
    part.text = utf8.as_is ? bytes : reading.keep(std::move(utf8.text));
    const Origin kind = part.literal ? Origin::source : Origin::decoded;
    const std::size_t nul = part.text.find('\0');
    if (nul != std::string_view::npos)
        reading.fault(FaultClass::ambiguous, "nul", "the file holds a NUL byte", 0,
                      static_cast<std::uint32_t>(nul), 1);
    const std::uint32_t mark = part.text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const TextOrigin rest = add_front_matter(
        reading, {.text = part.text.substr(mark), .kind = kind, .at = mark, .part = 0});
    const bool html = looks_like_html(rest.text.substr(0, kSniffBytes));
    part.type = html ? "text/html" : text_kind_type(text_kind("", name, rest.text));
    add_text(reading, rest, {.type = part.type, .name = name, .whole = true});
}

void read_plain_file(Reading& reading, std::string_view bytes, std::string_view name) {
    Part root;
    root.type = "application/octet-stream";
    root.filename = to_valid_utf8(name.substr(name.find_last_of('/') + 1));
    root.content_end = static_cast<std::uint32_t>(bytes.size());
    root.size = bytes.size();
    reading.add_part(std::move(root), 0);
    const auto start = bytes.substr(0, kSniffBytes);
    const bool named_text = is_text_name(name);
    if (bytes.empty()) return;
    if (read_document(reading, {.bytes = bytes, .name = name})) return;
    if (named_text ? container_name(start).empty() : looks_like_text(start)) {
        read_text_file(reading, bytes, name);
        return;
    }
    reading.part(0).read = false;
    const auto container = container_name(start);
    reading.fault(
        FaultClass::unread, "unread-file",
        fmt::format("the file ({}) is not looked into", container.empty() ? "binary" : container),
        0, 0);
}

}  // namespace

bool looks_like_mail(std::string_view bytes) {
    std::size_t at = skip_to_header(bytes);
    std::size_t like = 0;
    bool only = false;
    LineEnds ends(bytes);
    for (std::size_t count = 0; count < kFieldsLooked && at < bytes.size(); ++count) {
        if (bytes[at] == '\r' || bytes[at] == '\n') break;
        if (!starts_field(bytes, at)) break;
        const auto name = trim(bytes.substr(at, bytes.find(':', at) - at));
        only = only || is_one_of(name, kMailOnly);
        like += is_one_of(name, kMailLike) ? 1 : 0;
        do {
            at = ends.from(at);
            at += line_end_size(bytes, at);
        } while (at < bytes.size() && (bytes[at] == ' ' || bytes[at] == '\t'));
    }
    return only || like >= 2;
}

Draft read_draft(std::shared_ptr<const std::string> bytes, const ReadOptions& options) {
    Draft draft;
    draft.source = options.source;
    draft.envelope = options.envelope;
    draft.bytes = std::move(bytes);
    const std::string_view text = *draft.bytes;
    Reading reading(draft);
    reading.put_off_documents = options.put_off_documents;
    const bool named_mail = ends_with(options.source, ".eml") && !text.empty();
    const bool mail = options.expect_mail || named_mail ||
                      (looks_like_mail(text) && !is_mailbox(text, options.source));
    draft.kind = mail ? Kind::mail : Kind::file;
    if (text.size() > kMaxMessageBytes)
        reading.fault(FaultClass::unreadable, "limit-size",
                      fmt::format("it is larger than {} bytes", kMaxMessageBytes), 0, 0);
    if (mail) {
        read_mail(reading, text);
    } else {
        read_plain_file(reading, text, options.source);
        reading.finish();
    }
    for (const auto kind : options.contents)
        draft.contents.push_back({.kind = kind, .message = std::string(content_kind_name(kind))});
    return draft;
}

}  // namespace sendguard::draft

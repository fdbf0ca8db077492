#include "draft/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/lines.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/fields.h"
#include "draft/front_matter.h"
#include "draft/mail_reader.h"
#include "draft/reading.h"
#include "draft/sniff.h"
#include "draft/text_part.h"

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

/// The block of settings in front, as a passage and as facts; the byte behind it.
std::size_t add_front_matter(Reading& reading, std::string_view text, std::size_t mark,
                             Origin kind) {
    const auto found = find_front_matter(text.substr(mark));
    if (found.kind == FrontMatterKind::none) return mark;
    Passage passage{.place = Place::metadata, .origin_kind = kind};
    passage.text = text.substr(mark, found.end);
    passage.origin = static_cast<std::uint32_t>(mark);
    passage.detail = "front matter";
    const auto block = passage.text;
    reading.add(std::move(passage));
    auto& draft = reading.draft();
    const auto index = static_cast<std::uint32_t>(draft.passages.size() - 1);
    for (auto& value : read_front_matter(block, found.kind)) {
        draft.facts.push_back({std::move(value.key), std::move(value.value), index,
                               static_cast<std::uint32_t>(value.begin),
                               static_cast<std::uint32_t>(value.end)});
    }
    return mark + found.end;
}

/// A file of words: HTML, or text with YAML in front perhaps.
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
    const bool html = looks_like_html(part.text.substr(0, kSniffBytes)) ||
                      ends_with(name, ".html") || ends_with(name, ".htm");
    part.type = html ? "text/html" : ends_with(name, ".md") ? "text/markdown" : "text/plain";
    const std::size_t mark = part.text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const std::size_t begin = add_front_matter(reading, part.text, mark, kind);
    if (html) {  // a browser shows a block that no site generator took off
        add_text(reading, {.text = part.text, .kind = kind}, {.type = "text/html", .whole = true});
        return;
    }
    Passage body{.place = Place::body, .origin_kind = kind};
    body.text = part.text.substr(begin);
    body.origin = static_cast<std::uint32_t>(begin);
    reading.add(std::move(body));
}

void read_plain_file(Reading& reading, std::string_view bytes, std::string_view name) {
    Part root;
    root.type = "application/octet-stream";
    root.filename = to_valid_utf8(name.substr(name.find_last_of('/') + 1));
    root.content_end = static_cast<std::uint32_t>(bytes.size());
    root.size = bytes.size();
    reading.add_part(std::move(root), 0);
    const auto start = bytes.substr(0, kSniffBytes);
    const bool named_text = ends_with(name, ".txt") || ends_with(name, ".md") ||
                            ends_with(name, ".html") || ends_with(name, ".htm");
    if (bytes.empty()) return;
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
    const bool named_mail = ends_with(options.source, ".eml") && !text.empty();
    const bool mail = options.expect_mail || named_mail || looks_like_mail(text);
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
    return draft;
}

}  // namespace sendguard::draft

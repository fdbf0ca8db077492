// A content that is no multipart: decoded in every plausible way, then read as text or as a
// message, or named as something that cannot be read yet.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "draft/charset.h"
#include "draft/document.h"
#include "draft/entity.h"
#include "draft/read.h"
#include "draft/sniff.h"
#include "draft/text_part.h"
#include "draft/transfer.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kSniffBytes = 1024;  ///< enough for every magic number and a page of text

/// One reading of a content's bytes.
struct Bytes {
    std::string_view bytes;
    bool literal = false;  ///< a slice of the source
};

bool is_encoded(TransferEncoding encoding) {
    return encoding == TransferEncoding::base64 || encoding == TransferEncoding::quoted_printable;
}

/// Decodes one content; the first of `out` is the main reading.
struct Decoder {
    Reading& reading;
    const Source& source;
    const Content& content;
    std::string_view raw;
    std::vector<Bytes> out = {};

    void fault(const char* kind, std::string message, std::size_t at) {
        reading.fault(FaultClass::ambiguous, kind, std::move(message), content.part,
                      source.offset(at));
    }

    void add(std::string text) {
        const bool known =
            std::ranges::any_of(out, [&](const Bytes& b) { return b.bytes == text; });
        if (!known) out.push_back({reading.keep(std::move(text)), false});
    }

    void add_raw() { out.push_back({raw, true}); }

    void decode(TransferEncoding encoding, bool report) {
        if (!is_encoded(encoding)) {
            add_raw();
            return;
        }
        const bool base64 = encoding == TransferEncoding::base64;
        Decoded decoded = base64 ? decode_base64(raw) : decode_quoted_printable(raw);
        add(std::move(decoded.text));
        if (*decoded.defect == '\0') return;
        if (report)
            fault(base64 ? "broken-base64" : "broken-quoted-printable",
                  fmt::format("the {} {}", base64 ? "base64" : "quoted-printable text",
                              decoded.defect),
                  content.begin + decoded.defect_at);
        for (auto& other : decoded.others) add(std::move(other));
        if (base64 && report) add_raw();
    }

    /// What the header leaves open, the content decides; all that it allows is read.
    void decode_doubtful() {
        using enum TransferEncoding;
        const TransferEncoding named = content.head.encoding;
        std::vector<TransferEncoding> ways;
        if (plausible_base64(raw)) ways.push_back(base64);
        if (plausible_quoted_printable(raw)) ways.push_back(quoted_printable);
        ways.push_back(seven_bit);
        const auto first = std::ranges::find(ways, named);
        if (first != ways.end()) std::rotate(ways.begin(), first, first + 1);
        if (ways.size() > 1)
            fault("doubtful-encoding",
                  "the header gives no clear transfer encoding, and the content can be read in "
                  "several",
                  content.head.encoding_at);
        for (const auto way : ways) decode(way, false);
    }

    /// Base64 lines under a label that says there are none: some programs decode what they meet.
    void decode_unlabelled() {
        add_raw();
        if (raw.size() < 24 || reading.alternative() || raw.find(' ') != std::string_view::npos)
            return;
        if (!plausible_base64(raw)) return;
        const std::string text = decode_base64(raw).text;
        if (!looks_like_text(std::string_view(text).substr(0, kSniffBytes))) return;
        fault("doubtful-encoding", "the content is base64, and the header does not say so",
              content.begin);
        add(text);
    }

    std::vector<Bytes> run() {
        const TransferEncoding encoding = content.head.encoding;
        if (content.head.encoding_doubtful)
            decode_doubtful();
        else if (is_encoded(encoding))
            decode(encoding, true);
        else
            decode_unlabelled();
        return std::move(out);
    }
};

/// The start of the content as the main reading decodes it.
std::string sniffed(const Content& content, std::string_view raw) {
    switch (content.head.encoding) {
        case TransferEncoding::base64:
            return decode_base64_start(raw, kSniffBytes);
        case TransferEncoding::quoted_printable:
            return decode_quoted_printable(raw.substr(0, kSniffBytes)).text;
        case TransferEncoding::seven_bit:
        case TransferEncoding::eight_bit:
        case TransferEncoding::binary:
        case TransferEncoding::unknown:
            break;
    }
    return std::string(raw.substr(0, kSniffBytes));
}

TextManner manner_of(const ContentHead& head, const Nest& nest, std::string_view type,
                     std::string_view file, bool whole) {
    const auto is = [&](const char* name, const char* value) {
        return equals_ignoring_case(head.parameters.get(name), value);
    };
    return {.type = type,
            .name = file,
            .flowed = is("format", "flowed"),
            .delsp = is("delsp", "yes"),
            .whole = whole,
            .quoted = nest.quoted && !whole};
}

/// Adds one decoded content as text of `manner.type`.
void add_decoded(Reading& reading, const Source& source, const Content& content, const Bytes& bytes,
                 const TextManner& manner) {
    const std::string charset = content.head.parameters.get("charset");
    CharsetText utf8 = to_utf8(bytes.bytes, charset);
    if (utf8.unknown)
        reading.fault(FaultClass::unreadable, "charset",
                      fmt::format("the charset {} is not known", to_valid_utf8(charset)),
                      content.part, source.offset(content.begin));
    const bool literal = utf8.as_is && bytes.literal && source.literal;
    TextOrigin origin{.text = utf8.as_is ? bytes.bytes : reading.keep(std::move(utf8.text)),
                      .kind = literal ? Origin::source : Origin::decoded,
                      .at = literal ? source.offset(content.begin) : 0,
                      .part = content.part};
    Part& part = reading.part(content.part);
    if (!reading.alternative() && part.text.empty()) {
        part.text = origin.text;
        part.literal = literal;
        part.size = bytes.bytes.size();
    }
    if (origin.text.find('\0') != std::string_view::npos && !literal)
        reading.fault(FaultClass::ambiguous, "nul", "the decoded text holds a NUL byte",
                      content.part, source.offset(content.begin));
    add_text(reading, origin, manner);
    if (!utf8.damaged) return;
    const OtherReading other(reading);
    origin.text = reading.keep(from_windows_1252(bytes.bytes));
    origin.kind = Origin::decoded;
    origin.at = 0;
    add_text(reading, origin, manner);
}

bool is_armoured(std::string_view text) {
    return trim(text.substr(0, 200)).starts_with("-----BEGIN PGP MESSAGE-----");
}

void read_text_leaf(Reading& reading, const Source& source, const Content& content,
                    const Nest& nest, std::string_view type) {
    const auto raw = source.bytes.substr(content.begin, content.end - content.begin);
    const auto readings = Decoder{reading, source, content, raw}.run();
    const bool whole = reading.part(content.part).attachment && !nest.message;
    const auto file = whole ? reading.keep(reading.part(content.part).filename) : "";
    const TextManner manner = manner_of(content.head, nest, type, file, whole);
    add_decoded(reading, source, content, readings.front(), manner);
    if (is_armoured(readings.front().bytes)) {
        reading.fault(FaultClass::unreadable, "encrypted", "the text is encrypted (PGP)",
                      content.part, source.offset(content.begin));
        if (!reading.alternative()) reading.part(content.part).encrypted = true;
    }
    const OtherReading other(reading);
    for (std::size_t i = 1; i < readings.size(); ++i)
        add_decoded(reading, source, content, readings[i], manner);
}

Nest inside_message(const Nest& nest, const Content& content) {
    return {.number = nest.number + ".1",
            .parent = content.part,
            .depth = nest.depth + 1,
            .quoted = true,
            .encrypted = nest.encrypted,
            .default_type = "text/plain",
            .message = true};
}

void read_message_leaf(Reading& reading, const Source& source, const Content& content,
                       const Nest& nest) {
    const Nest inner = inside_message(nest, content);
    const auto raw = source.bytes.substr(content.begin, content.end - content.begin);
    const bool encoded = is_encoded(content.head.encoding);
    if (!encoded || starts_field(raw, 0))
        read_entity(reading, source, content.begin, content.end, inner);
    if (!encoded) return;
    for (const auto& bytes : Decoder{reading, source, content, raw}.run()) {
        if (bytes.literal) continue;
        const Source decoded = make_source(bytes.bytes, false, source.offset(content.begin));
        read_entity(reading, decoded, 0, bytes.bytes.size(), inner);
        return;
    }
}

/// Whether what is called text begins as a container does: programs open it by what it is.
bool is_mislabelled(const Content& content, std::string_view raw) {
    const bool base64 = content.head.encoding == TransferEncoding::base64;
    const auto start =
        base64 ? decode_base64_start(raw.substr(0, 64), 16) : std::string(raw.substr(0, 16));
    return !container_name(start).empty();
}

bool is_signature(std::string_view type) {
    static constexpr std::array<std::string_view, 5> types = {
        "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
        "application/pgp-keys", "application/pgp-encrypted"};
    return std::ranges::find(types, type) != types.end();
}

/// A document, in the main reading only. false: it is none of a known format
bool read_as_document(Reading& reading, const Source& source, const Content& content,
                      const Nest& nest) {
    if (reading.alternative() || nest.encrypted) return false;
    const auto raw = source.bytes.substr(content.begin, content.end - content.begin);
    const auto readings = Decoder{reading, source, content, raw}.run();
    const Document document{.bytes = readings.front().bytes,
                            .name = reading.keep(reading.part(content.part).filename),
                            .part = content.part,
                            .depth = nest.depth,
                            .at = source.offset(content.begin)};
    if (!read_document(reading, document)) return false;
    reading.part(content.part).size = document.bytes.size();
    return true;
}

/// A content whose format cannot be read: what it is, and that nobody looked into it.
void name_unread(Reading& reading, const Source& source, const Content& content, const Nest& nest,
                 std::string_view start) {
    const auto& head = content.head;
    Part& part = reading.part(content.part);
    const auto at = source.offset(content.begin);
    if (head.encoding == TransferEncoding::base64 && !reading.alternative())
        part.size = base64_size(source.bytes.substr(content.begin, content.end - content.begin));
    if (head.is("application/pkcs7-mime") || head.is("application/x-pkcs7-mime")) {
        const bool sealed = !head.parameters.get("smime-type").starts_with("signed");
        reading.fault(FaultClass::unreadable, sealed ? "encrypted" : "opaque-signature",
                      sealed ? "the content is encrypted (S/MIME)"
                             : "the content stands inside its signature (S/MIME)",
                      content.part, at);
        if (reading.alternative()) return;
        part.encrypted = sealed;
        part.read = false;
        return;
    }
    if (nest.encrypted || is_signature(head.type)) return;
    const bool media =
        head.is("image/") || head.is("audio/") || head.is("video/") || head.is("font/");
    const auto container = container_name(start);
    if ((media || looks_like_media(start)) && container.empty()) return;
    if (reading.alternative()) return;
    part.read = false;
    reading.fault(FaultClass::unread, "unread-attachment",
                  fmt::format("the attachment {} ({}) is not looked into",
                              part.filename.empty() ? "without a name" : part.filename,
                              container.empty() ? std::string_view(head.type) : container),
                  content.part, at);
}

}  // namespace

void read_leaf(Reading& reading, const Source& source, const Content& content, const Nest& nest) {
    const auto raw = source.bytes.substr(content.begin, content.end - content.begin);
    const auto& type = content.head.type;
    if (type == "message/rfc822" || type == "message/global" || type == "message/news") {
        read_message_leaf(reading, source, content, nest);
        return;
    }
    if (type == "message/external-body" || type == "message/partial")
        reading.fault(FaultClass::unreadable,
                      type == "message/partial" ? "partial-message" : "external-body",
                      "the content does not stand in the message itself", content.part,
                      source.offset(content.begin));
    if (content.head.is("text/") && type != "text/rtf" && !is_mislabelled(content, raw)) {
        read_text_leaf(reading, source, content, nest, type);
        return;
    }
    if (trim(raw).empty()) return;
    const std::string start = sniffed(content, raw);
    if (content.head.is("application/pgp-encrypted")) return;
    const bool may_be_document = !container_name(start).empty() || looks_like_media(start) ||
                                 !looks_like_text(start) || content.head.is("application/");
    if (may_be_document && read_as_document(reading, source, content, nest)) return;
    if (content.head.is("message/") || looks_like_text(start)) {
        if (looks_like_mail(start) && !content.head.is("message/")) {
            read_message_leaf(reading, source, content, nest);
        } else if (looks_like_html(start)) {
            read_text_leaf(reading, source, content, nest, "text/html");
        } else {
            read_text_leaf(reading, source, content, nest,
                           type.ends_with("xml") ? type : "text/x-any");
        }
        if (!is_armoured(start)) return;
    }
    name_unread(reading, source, content, nest, start);
    if (container_name(start) == "RTF")
        read_text_leaf(reading, source, content, nest, "text/x-any");
}

void add_raw(Reading& reading, const Source& source, std::size_t begin, std::size_t end,
             std::uint32_t part, Place place, std::string detail) {
    if (begin >= end) return;
    const auto raw = source.bytes.substr(begin, end - begin);
    CharsetText utf8 = to_utf8(raw, "");
    const bool literal = source.literal && utf8.as_is;
    Passage passage{.place = place, .part = part};
    passage.text = utf8.as_is ? raw : reading.keep(std::move(utf8.text));
    passage.origin_kind = literal ? Origin::source : Origin::field;
    passage.origin = source.offset(begin);
    passage.detail = std::move(detail);
    reading.add(std::move(passage));
}

}  // namespace sendguard::draft

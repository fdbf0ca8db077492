#include "draft/header_passages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "draft/encoded_words.h"
#include "draft/entity.h"

namespace sendguard::draft {
namespace {

/// Fields that no mail program shows: trace, identifiers, signatures, filters' marks.
constexpr std::array<std::string_view, 35> kUnseen = {"received",
                                                      "return-path",
                                                      "delivered-to",
                                                      "message-id",
                                                      "in-reply-to",
                                                      "references",
                                                      "mime-version",
                                                      "content-type",
                                                      "content-transfer-encoding",
                                                      "content-disposition",
                                                      "content-id",
                                                      "content-md5",
                                                      "content-length",
                                                      "dkim-signature",
                                                      "domainkey-signature",
                                                      "authentication-results",
                                                      "received-spf",
                                                      "date",
                                                      "thread-index",
                                                      "autocrypt",
                                                      "lines",
                                                      "x-received",
                                                      "x-originating-ip",
                                                      "x-uidl",
                                                      "x-uid",
                                                      "x-mozilla-keys",
                                                      "x-corpus-id",
                                                      "status",
                                                      "x-status",
                                                      "x-mailer",
                                                      "user-agent",
                                                      "errors-to",
                                                      "precedence",
                                                      "x-face",
                                                      "face"};
constexpr std::array<std::string_view, 13> kUnseenStarts = {
    "arc-",    "list-",    "resent-",      "x-ms-",         "x-microsoft-", "x-google-",  "x-gm-",
    "x-spam-", "x-virus-", "x-forefront-", "x-proofpoint-", "x-mimecast-",  "send-guard-"};

bool is_seen(std::string_view name) {
    const std::string lower = ascii_lower(name);
    if (std::ranges::find(kUnseen, lower) != kUnseen.end()) return false;
    return std::ranges::none_of(kUnseenStarts,
                                [&](std::string_view start) { return lower.starts_with(start); });
}

constexpr std::array<std::string_view, 14> kOnce = {"subject",
                                                    "from",
                                                    "to",
                                                    "cc",
                                                    "sender",
                                                    "reply-to",
                                                    "date",
                                                    "message-id",
                                                    "mime-version",
                                                    "content-type",
                                                    "content-transfer-encoding",
                                                    "content-disposition",
                                                    "bcc",
                                                    "content-id"};

Passage field_passage(Reading& reading, const Source& source, const HeaderField& field) {
    std::string_view value = field.value;
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    Passage passage;
    const bool literal = source.literal && is_plain_header_text(value);
    passage.origin_kind = literal ? Origin::source : Origin::field;
    passage.origin = source.offset(
        literal ? static_cast<std::size_t>(value.data() - source.bytes.data()) : field.begin);
    passage.text = literal ? value : reading.keep(std::string(trim(decode_header_text(value))));
    return passage;
}

}  // namespace

void check_fields(Reading& reading, const Source& source, const FieldSet& set) {
    std::array<const HeaderField*, kOnce.size()> first{};
    const auto limit = [&](const char* kind, const char* what, std::size_t at) {
        reading.fault(FaultClass::unreadable, kind, fmt::format("{} is over the limit", what),
                      set.part, source.offset(at));
    };
    if (set.end - set.begin > kMaxHeaderBlockBytes)
        limit("limit-headers", "the size of all headers", set.begin);
    if (set.fields.size() > kMaxHeaders) limit("limit-headers", "the number of headers", set.begin);
    for (const auto& field : set.fields) {
        if (field.end - field.begin > kMaxHeaderBytes)
            limit("limit-header", "the size of a header", field.begin);
        for (std::size_t i = 0; i < kOnce.size(); ++i) {
            if (!equals_ignoring_case(field.name, kOnce[i])) continue;
            if (first[i] == nullptr) {
                first[i] = &field;
            } else if (trim(first[i]->value) != trim(field.value)) {
                reading.fault(FaultClass::ambiguous, "duplicate-header",
                              fmt::format("the header {} stands there twice with different values",
                                          to_valid_utf8(field.name)),
                              set.part, source.offset(field.begin), field.end - field.begin);
            }
            break;
        }
    }
}

void add_fields(Reading& reading, const Source& source, const FieldSet& set) {
    bool subject_seen = false;
    std::size_t count = 0;
    for (const auto& field : set.fields) {
        const bool subject = set.message && equals_ignoring_case(field.name, "Subject");
        if (++count > kMaxHeaders && !subject) continue;
        if (!subject && !is_seen(field.name)) continue;
        Passage passage = field_passage(reading, source, field);
        passage.part = set.part;
        passage.place = subject ? Place::subject : Place::header;
        if (set.quoted && set.message) passage.place = Place::quote;
        if (!subject || set.quoted) passage.detail = to_valid_utf8(field.name);
        passage.alternative = subject && subject_seen;
        subject_seen = subject_seen || subject;
        reading.add(std::move(passage));
    }
    if (set.fields.size() > kMaxHeaders)
        add_raw(reading, source, set.fields[kMaxHeaders].begin, set.end, set.part, Place::header,
                "over limit-headers");
}

}  // namespace sendguard::draft

#include "draft/text_part.h"

#include <utility>

#include "base/text.h"
#include "draft/encoded_words.h"
#include "draft/fields.h"
#include "draft/html.h"
#include "draft/quotes.h"
#include "draft/sniff.h"

namespace sendguard::draft {
namespace {

/// Text that is made from other text by leaving bytes out or replacing them.
struct Rewritten {
    std::string text;
    std::vector<Segment> map;

    void put(std::string_view run, std::size_t at) {
        if (run.empty()) return;
        map.push_back({static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(at)});
        text += run;
    }
};

void add_rewritten(Reading& reading, const TextOrigin& origin, Place place, std::string text,
                   std::vector<Segment> map, std::string detail = {}) {
    Passage passage{
        .place = place, .part = origin.part, .origin_kind = origin.kind, .origin = origin.at};
    passage.text = reading.keep(std::move(text));
    for (auto& segment : map) segment.origin += origin.at;
    passage.map = std::move(map);
    passage.detail = std::move(detail);
    reading.add(std::move(passage));
}

void add_slice(Reading& reading, const TextOrigin& origin, Place place, std::size_t begin,
               std::size_t end) {
    reading.add({.place = place,
                 .part = origin.part,
                 .text = origin.text.substr(begin, end - begin),
                 .origin_kind = origin.kind,
                 .origin = origin.at + static_cast<std::uint32_t>(begin)});
}

Place inside(Place place, const TextManner& manner) {
    const bool own = place == Place::body || place == Place::signature;
    return manner.quoted && own ? Place::quote : place;
}

void add_html(Reading& reading, const TextOrigin& origin, const TextManner& manner) {
    HtmlText html = read_html(origin.text);
    for (auto& found : html.passages) {
        const Place place = inside(found.place, manner);
        add_rewritten(reading, origin, place, std::move(found.text), std::move(found.map),
                      std::move(found.detail));
    }
    for (auto& fault : html.faults) {
        const bool limit = fault.kind.starts_with("limit");
        reading.fault(limit ? FaultClass::unreadable : FaultClass::ambiguous, fault.kind,
                      std::move(fault.message), origin.part,
                      origin.kind == Origin::source
                          ? origin.at + static_cast<std::uint32_t>(fault.offset)
                          : reading.part(origin.part).content_begin);
    }
}

void add_plain(Reading& reading, const TextOrigin& origin, const TextManner& manner) {
    for (auto& piece : split_text(origin.text, {manner.flowed, manner.delsp})) {
        const Place place = inside(piece.place, manner);
        if (piece.text.empty()) {
            add_slice(reading, origin, place, piece.begin, piece.end);
        } else {
            add_rewritten(reading, origin, place, std::move(piece.text), std::move(piece.map));
        }
    }
}

/// RFC 1896: commands in angle brackets, "<<" for one bracket, parameters between <param> tags.
Rewritten strip_enriched(std::string_view text) {
    Rewritten out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('<', at);
        out.put(text.substr(at, open - at), at);
        if (open == std::string_view::npos) break;
        if (text.substr(open, 2) == "<<") {
            out.put("<", open);
            at = open + 2;
            continue;
        }
        std::size_t close = text.find('>', open);
        if (close == std::string_view::npos) {
            out.put(text.substr(open), open);
            break;
        }
        if (equals_ignoring_case(text.substr(open, close - open), "<param")) {
            const std::size_t end = text.find("</", close);
            const std::size_t end_close = end == std::string_view::npos ? end : text.find('>', end);
            if (end_close != std::string_view::npos) close = end_close;
        }
        at = close + 1;
    }
    return out;
}

/// RFC 5545 3.1 and RFC 6350 3.2: a line end followed by a blank is none; "\n" is one.
Rewritten unfold_card(std::string_view text) {
    Rewritten out;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t skip = 0;
        std::string_view instead;
        const auto rest = text.substr(i);
        if (rest.starts_with("\r\n ") || rest.starts_with("\r\n\t"))
            skip = 3;
        else if (rest.starts_with("\n ") || rest.starts_with("\n\t"))
            skip = 2;
        else if (rest.starts_with("\\n") || rest.starts_with("\\N"))
            skip = 2, instead = "\n";
        else if (rest.starts_with("\\,") || rest.starts_with("\\;"))
            skip = 2, instead = rest.substr(1, 1);
        if (skip == 0) continue;
        out.put(text.substr(begin, i - begin), begin);
        out.put(instead, i);
        begin = i + skip;
        i = begin - 1;
    }
    out.put(text.substr(begin), begin);
    return out;
}

/// The header of a message that is returned: its fields as a reader would have seen them.
void add_returned_fields(Reading& reading, const TextOrigin& origin) {
    const FieldBlock block = split_fields(origin.text, 0, origin.text.size());
    for (const auto& field : block.fields) {
        Passage passage{.place = Place::quote, .part = origin.part, .origin_kind = origin.kind};
        const auto value = trim(field.value);
        const bool plain = is_plain_header_text(value);
        passage.origin = origin.at + static_cast<std::uint32_t>(value.data() - origin.text.data());
        passage.text = plain ? value : reading.keep(decode_header_text(value));
        passage.detail = to_valid_utf8(field.name);
        reading.add(std::move(passage));
    }
    TextOrigin rest = origin;
    rest.text.remove_prefix(block.content);
    rest.at += static_cast<std::uint32_t>(block.content);
    add_slice(reading, rest, Place::quote, 0, rest.text.size());
}

}  // namespace

void add_text(Reading& reading, const TextOrigin& origin, const TextManner& manner) {
    const Place own = inside(Place::body, manner);
    const auto type = manner.type;
    if (type == "text/html" || type == "application/xhtml+xml") {
        add_html(reading, origin, manner);
        return;
    }
    if (type == "text/rfc822-headers") {
        add_returned_fields(reading, origin);
        return;
    }
    if (type == "text/enriched" || type == "text/richtext") {
        Rewritten plain = strip_enriched(origin.text);
        add_rewritten(reading, origin, own, std::move(plain.text), std::move(plain.map));
        return;
    }
    if (type == "text/calendar" || type.find("vcard") != std::string_view::npos) {
        Rewritten plain = unfold_card(origin.text);
        add_rewritten(reading, origin, own, std::move(plain.text), std::move(plain.map));
        return;
    }
    if (manner.whole || type != "text/plain") {
        add_slice(reading, origin, own, 0, origin.text.size());
    } else {
        add_plain(reading, origin, manner);
    }
    // Programs that go by content show markup as HTML whatever its label says.
    if (looks_like_html(origin.text) || type.ends_with("xml")) {
        const OtherReading other(reading);
        add_html(reading, origin, manner);
    }
}

}  // namespace sendguard::draft

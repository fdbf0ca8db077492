#include "draft/text_part.h"

#include <utility>

#include "base/text.h"
#include "draft/cards.h"
#include "draft/encoded_words.h"
#include "draft/fields.h"
#include "draft/front_matter.h"
#include "draft/html.h"
#include "draft/markdown.h"
#include "draft/marked_text.h"
#include "draft/quotes.h"
#include "draft/sniff.h"
#include "draft/text_types.h"

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

void add_found(Reading& reading, const TextOrigin& origin, const TextManner& manner,
               HtmlText found) {
    for (auto& passage : found.passages) {
        Place place = inside(passage.place, manner);
        // A page's title is the subject of a draft that is the page, not of one that holds it.
        if (place == Place::subject && origin.part != 0) place = Place::metadata;
        add_rewritten(reading, origin, place, std::move(passage.text), std::move(passage.map),
                      std::move(passage.detail));
    }
    for (auto& fault : found.faults) {
        const bool limit = fault.kind.starts_with("limit");
        reading.fault(limit ? FaultClass::unreadable : FaultClass::ambiguous, fault.kind,
                      std::move(fault.message), origin.part,
                      origin.kind == Origin::source
                          ? origin.at + static_cast<std::uint32_t>(fault.offset)
                          : reading.part(origin.part).content_begin);
    }
}

void add_html(Reading& reading, const TextOrigin& origin, const TextManner& manner) {
    add_found(reading, origin, manner, read_html(origin.text, {.page = manner.whole}));
}

void add_marked(Reading& reading, const TextOrigin& origin, const TextManner& manner,
                HtmlText (*read)(std::string_view)) {
    const TextOrigin rest = add_front_matter(reading, origin);
    add_found(reading, rest, manner, read(rest.text));
}

void add_cards(Reading& reading, const TextOrigin& origin, const TextManner& manner) {
    CardText cards = read_cards(origin.text);
    Part& part = reading.part(origin.part);
    const auto before = static_cast<std::size_t>(origin.text.data() - part.text.data());
    if (!reading.alternative() && before <= part.text.size()) {
        for (auto& locator : cards.locators) locator.at += static_cast<std::uint32_t>(before);
        part.locators = std::move(cards.locators);
        for (auto& held : cards.contents) {
            held.part = origin.part;
            reading.draft().contents.push_back(std::move(held));
        }
    }
    add_found(reading, origin, manner, std::move(cards.text));
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
    const bool said = manner.whole || manner.type != "text/plain";
    switch (text_kind(manner.type, manner.name, said ? origin.text : std::string_view{})) {
        case TextKind::html:
            return add_html(reading, origin, manner);
        case TextKind::markdown:
            return add_marked(reading, origin, manner, read_markdown);
        case TextKind::asciidoc:
            return add_marked(reading, origin, manner, read_asciidoc);
        case TextKind::restructured:
            return add_marked(reading, origin, manner, read_restructured);
        case TextKind::cards:
            return add_cards(reading, origin, manner);
        case TextKind::header_fields:
            return add_returned_fields(reading, origin);
        case TextKind::enriched: {
            Rewritten plain = strip_enriched(origin.text);
            return add_rewritten(reading, origin, own, std::move(plain.text), std::move(plain.map));
        }
        case TextKind::xml: {
            add_found(reading, origin, manner, read_xml(origin.text));
            const OtherReading other(reading);
            return add_html(reading, origin, manner);
        }
        case TextKind::table:
        case TextKind::plain:
            break;
    }
    if (manner.whole || manner.type != "text/plain") {
        add_slice(reading, origin, own, 0, origin.text.size());
    } else {
        add_plain(reading, origin, manner);
    }
    // Programs that go by content show markup as HTML whatever its label says.
    if (looks_like_html(origin.text)) {
        const OtherReading other(reading);
        add_html(reading, origin, manner);
    }
}

}  // namespace sendguard::draft

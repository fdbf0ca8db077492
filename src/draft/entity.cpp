#include "draft/entity.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "draft/header_passages.h"

namespace sendguard::draft {
namespace {

Part make_part(const ContentHead& head, const Source& source, std::size_t begin,
               const Content& content, const Nest& nest) {
    Part part;
    part.number = nest.number;
    part.type = head.type;
    part.charset = ascii_lower(head.parameters.get("charset"));
    part.disposition =
        head.disposition == "inline" || head.disposition.empty() ? head.disposition : "attachment";
    if (!head.names.empty()) part.filename = head.names.front();
    part.content_id = head.content_id;
    part.encoding = head.encoding;
    part.header_begin = source.offset(begin);
    part.content_begin = source.offset(content.begin);
    part.content_end = source.literal ? source.offset(content.end) : source.at;
    part.multipart = head.is("multipart/");
    part.size = content.end - content.begin;
    const bool shown = head.is("text/") || head.is("multipart/") || head.is("message/");
    part.attachment =
        !part.multipart && (part.disposition == "attachment" || !part.filename.empty() || !shown);
    return part;
}

void add_names(Reading& reading, const ContentHead& head, const Source& source,
               const HeaderField* field, std::uint32_t part) {
    for (std::size_t i = 0; i < head.names.size(); ++i) {
        Passage passage{.place = Place::filename, .part = part, .origin_kind = Origin::field};
        passage.text = reading.keep(head.names[i]);
        passage.origin = field == nullptr ? 0 : source.offset(field->begin);
        passage.alternative = i != 0;
        reading.add(std::move(passage));
    }
}

const HeaderField* name_field(const std::vector<HeaderField>& fields, const ContentHead& head) {
    const HeaderField* const disposition = find_field(fields, "Content-Disposition");
    const bool there =
        disposition != nullptr && disposition->value.find("ilename") != std::string_view::npos;
    return there || head.names.empty() ? disposition : find_field(fields, "Content-Type");
}

/// The content as other readers delimit or type it.
void read_others(Reading& reading, const Source& source, const FieldBlock& block,
                 const std::vector<ContentHead>& heads, const Content& main, const Nest& nest) {
    if (reading.alternative()) return;
    const OtherReading other(reading);
    for (std::size_t i = 1; i < heads.size(); ++i)
        read_content(reading, source, {heads[i], main.begin, main.end, main.part}, nest);
    if (!block.other_content) return;
    std::vector<HeaderField> before;
    for (const auto& field : block.fields)
        if (field.begin < *block.other_content) before.push_back(field);
    std::vector<Defect> ignored;
    const auto shorter = read_heads(before, nest.default_type, ignored);
    read_content(reading, source, {shorter.front(), *block.other_content, main.end, main.part},
                 nest);
}

}  // namespace

void read_entity(Reading& reading, const Source& source, std::size_t begin, std::size_t end,
                 const Nest& nest) {
    FieldBlock block = split_fields(source.bytes, begin, end);
    const auto heads = read_heads(block.fields, nest.default_type, block.defects);
    const ContentHead& head = heads.front();
    Content content{head, block.content, end, 0};
    content.part = reading.add_part(make_part(head, source, begin, content, nest), nest.parent);
    reading.defects(block.defects, source, content.part);
    const FieldSet set{block.fields, begin, block.content, content.part, nest.quoted, nest.message};
    check_fields(reading, source, set);
    add_fields(reading, source, set);
    add_names(reading, head, source, name_field(block.fields, head), content.part);
    if (nest.number == "1" && !reading.alternative()) reading.draft().headers = block.fields;
    read_content(reading, source, content, nest);
    read_others(reading, source, block, heads, content, nest);
}

void read_content(Reading& reading, const Source& source, const Content& content,
                  const Nest& nest) {
    if (nest.depth > kMaxMimeDepth) {
        reading.fault(FaultClass::unreadable, "limit-depth",
                      fmt::format("parts are nested more than {} deep", kMaxMimeDepth),
                      content.part, source.offset(content.begin));
        add_raw(reading, source, content.begin, content.end, content.part, Place::body,
                "over limit-depth");
        return;
    }
    if (content.head.is("multipart/")) {
        read_multipart(reading, source, content, nest);
    } else {
        read_leaf(reading, source, content, nest);
    }
}

}  // namespace sendguard::draft

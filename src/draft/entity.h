// The walk through a message's MIME structure. Each entity is header fields and a content; a
// content is a leaf, a multipart or another message.
//
// The first reading is this walk, for it gives exact offsets and meets every defect of the form;
// where a defect lets readings differ, the other ones are walked too, as other readings
// (reading.h), one level of them, so that the work stays a small multiple of the message.
#pragma once

#include "draft/content_head.h"
#include "draft/reading.h"

namespace sendguard::draft {

/// Where in the structure an entity stands.
struct Nest {
    std::string number = "1";
    std::uint32_t parent = 0;  ///< the part it stands in
    std::size_t depth = 0;
    bool quoted = false;     ///< inside a forwarded message
    bool encrypted = false;  ///< inside multipart/encrypted
    std::string_view default_type = "text/plain";
    bool message = false;  ///< its fields are a message's
};

/// Reads the entity whose header begins at `begin`.
void read_entity(Reading& reading, const Source& source, std::size_t begin, std::size_t end,
                 const Nest& nest);

/// A content as one entity's header describes it.
struct Content {
    const ContentHead& head;
    std::size_t begin = 0, end = 0;
    std::uint32_t part = 0;
};

void read_content(Reading& reading, const Source& source, const Content& content, const Nest& nest);
void read_multipart(Reading& reading, const Source& source, const Content& content,
                    const Nest& nest);
void read_leaf(Reading& reading, const Source& source, const Content& content, const Nest& nest);

/// Adds bytes [begin, end) as one run of text, whatever they are.
void add_raw(Reading& reading, const Source& source, std::size_t begin, std::size_t end,
             std::uint32_t part, Place place, std::string detail);

}  // namespace sendguard::draft

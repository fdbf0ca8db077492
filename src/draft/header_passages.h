// Which header fields a reader sees, and which may stand only once.
#pragma once

#include "draft/reading.h"

namespace sendguard::draft {

/// The fields of one entity in their source.
struct FieldSet {
    const std::vector<HeaderField>& fields;
    std::size_t begin = 0, end = 0;  ///< the header's bytes
    std::uint32_t part = 0;
    bool quoted = false;   ///< of a forwarded message: its subject and fields are quoted text
    bool message = false;  ///< of a message, not of a part
};

/// Faults for what RFC 5322 3.6 allows once and stands there twice with different values, and for
/// headers over their limits.
void check_fields(Reading& reading, const Source& source, const FieldSet& set);

/// Passages of the subject and of every field that a reader may see; trace, signatures and
/// identifiers are left out.
void add_fields(Reading& reading, const Source& source, const FieldSet& set);

}  // namespace sendguard::draft

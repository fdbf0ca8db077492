// A block of header fields cut into fields, with what is wrong in its lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"

namespace sendguard::draft {

/// Something that two readers take differently.
struct Defect {
    const char* kind;
    std::string message;
    std::size_t at = 0;  ///< offset into the bytes that were read
};

struct FieldBlock {
    std::vector<HeaderField> fields;           ///< offsets into the bytes that were read
    std::size_t content = 0;                   ///< where the body begins
    std::optional<std::size_t> other_content;  ///< where it begins for another reader
    std::vector<Defect> defects;
};

/// Reads fields from `begin` up to the empty line, `end` or a line that can be none.
///
/// out:    names without blanks and NUL around them; a colon on a continuation line counts
/// cost:   linear; copies nothing
/// source: RFC 5322 2.2, 4.5
FieldBlock split_fields(std::string_view bytes, std::size_t begin, std::size_t end);

/// Whether a header field's name stands at `at`, followed by its colon.
bool starts_field(std::string_view bytes, std::size_t at);

/// The first field of that name (ASCII case ignored), or nullptr.
const HeaderField* find_field(const std::vector<HeaderField>& fields, std::string_view name);

}  // namespace sendguard::draft

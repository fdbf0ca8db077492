// What a part's header fields say about its content: type, encoding, name, disposition.
#pragma once

#include <string>
#include <vector>

#include "draft/fields.h"
#include "draft/parameters.h"

namespace sendguard::draft {

struct ContentHead {
    std::string type = "text/plain";  ///< lower case
    bool typed = false;               ///< a usable Content-Type stands there
    ParameterList parameters;         ///< of Content-Type
    TransferEncoding encoding = TransferEncoding::seven_bit;
    bool encoding_doubtful = false;  ///< readers take different encodings from the fields
    std::size_t encoding_at = 0;     ///< offset of the field, for the fault
    std::string disposition;         ///< "inline", "attachment", "" or another word
    std::vector<std::string> names;  ///< of the file, all readings, the shown one first
    std::string content_id;

    bool is(std::string_view start) const { return type.starts_with(start); }
};

/// The heads that readers may see: one, or one for each of several Content-Type fields or
/// parameters that contradict each other (at most kMaxReadings). Contradictions go to `defects`.
std::vector<ContentHead> read_heads(const std::vector<HeaderField>& fields,
                                    std::string_view default_type, std::vector<Defect>& defects);

}  // namespace sendguard::draft

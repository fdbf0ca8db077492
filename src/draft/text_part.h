// A part's decoded text cut into passages, by its media type.
#pragma once

#include "draft/content_head.h"
#include "draft/reading.h"

namespace sendguard::draft {

/// How a part's text is taken.
struct TextManner {
    std::string_view type = "text/plain";
    std::string_view name = {};  ///< of the file, where the type says too little
    bool flowed = false;
    bool delsp = false;
    bool whole = false;   ///< an attachment: one passage, no quotes told apart
    bool quoted = false;  ///< inside a forwarded message: body becomes quote
};

/// UTF-8 text and where it came from.
struct TextOrigin {
    std::string_view text;
    Origin kind = Origin::source;
    std::uint32_t at = 0;  ///< where text[0] came from
    std::uint32_t part = 0;
};

/// Adds the passages of `origin.text`.
void add_text(Reading& reading, const TextOrigin& origin, const TextManner& manner);

}  // namespace sendguard::draft

// What bytes are, by their content.
#pragma once

#include <string_view>

namespace sendguard::draft {

/// Whether the start of a content is text in any charset this program reads, and no known format
/// that only begins like text (PDF, RTF, PostScript).
bool looks_like_text(std::string_view start);

bool looks_like_html(std::string_view start);

/// A short name of a known format that may hold text ("PDF", "ZIP", "Office", "RTF"); "" for
/// others.
std::string_view container_name(std::string_view start);

/// Whether `start` begins as a picture, sound or film does.
bool looks_like_media(std::string_view start);

}  // namespace sendguard::draft

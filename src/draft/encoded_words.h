// Header text as a reader sees it: unfolded, encoded words decoded.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::draft {

/// The value of an unstructured field, or of one that is shown like one. Lenient as mail programs
/// are: words glued to text, inside quotes, with blanks inside or without padding are decoded too;
/// adjacent words of one charset are joined as bytes, so a character may be split between them.
/// out:    valid UTF-8 without line ends
/// cost:   linear
/// source: RFC 2047, RFC 2231 5 (language suffix), RFC 6532 (raw UTF-8)
std::string decode_header_text(std::string_view raw);

/// Whether decode_header_text(raw) is `raw` itself.
bool is_plain_header_text(std::string_view raw);

}  // namespace sendguard::draft

// Characters of any charset as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::draft {

struct CharsetText {
    bool as_is = false;    ///< the bytes are valid UTF-8 already; `text` is empty
    std::string text;      ///< valid UTF-8
    bool unknown = false;  ///< no reader for that charset, and the bytes are not ASCII
    bool damaged = false;  ///< bytes that the charset does not have became U+FFFD
};

/// in:     charset - a label as mail and HTML write it, any case; "" or a label that means "not
///         known": UTF-8 where the bytes are, else windows-1252. A byte order mark wins.
/// cost:   linear; ASCII and UTF-8 are not copied
/// source: RFC 2046 4.1.2, WHATWG Encoding for what labels mean in practice (latin-1 is
///         windows-1252)
CharsetText to_utf8(std::string_view bytes, std::string_view charset);

/// `bytes` as windows-1252, in which every byte is a character.
std::string from_windows_1252(std::string_view bytes);

}  // namespace sendguard::draft

// Character references, "&amp;", "&#x2013", "&nbsp", as browsers read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sendguard::draft {

struct NamedReference {
    char32_t code = 0;               ///< 0: no such name
    bool without_semicolon = false;  ///< HTML 4's oldest are taken without ';' too
};
NamedReference find_named_reference(std::string_view name);

struct Reference {
    char32_t code = 0;       ///< 0: no reference, the '&' stands for itself
    std::size_t length = 0;  ///< bytes taken, '&' included
};

/// The reference that `text` starts with.
///
/// in:     text - begins with '&'; in_attribute - a name without ';' before '=' or a letter stays
/// cost:   constant, but for leading zeros
/// source: WHATWG HTML 13.2.5.72 to 13.2.5.80; U+FFFD for NUL, surrogates and too large numbers
Reference read_reference(std::string_view text, bool in_attribute = false);

/// `text` with every reference resolved as in an attribute's value.
std::string resolve_references(std::string_view text);

}  // namespace sendguard::draft

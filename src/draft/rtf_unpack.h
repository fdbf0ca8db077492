// Packed RTF, as Exchange keeps a mail's text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sendguard::draft {

/// in:     most - bytes that it may unpack to
/// out:    nothing when it is damaged or larger
/// cost:   linear in the output
/// source: [MS-OXRTFCP] 2.2 ("LZFu" and "MELA")
std::optional<std::string> unpack_rtf(std::string_view packed, std::size_t most);

}  // namespace sendguard::draft

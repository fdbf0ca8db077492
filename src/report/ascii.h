// Text for readers that are promised ASCII, as SMTP replies are without SMTPUTF8.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::report {

/// `text` in ASCII: letters without their marks, dashes and quotation marks plain, all else as
/// \u{hex}. source: RFC 6531 3.7.4 (replies outside ASCII only with SMTPUTF8)
std::string to_ascii(std::string_view text);

}  // namespace sendguard::report

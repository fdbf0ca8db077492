// Values as a statement writes them, so that no value can pass for another field or another line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sendguard::signoff {

/// `text` on one line: control characters, backslash, bidi and invisible characters and each
/// character of `also` (ASCII) written \u{hex}. Two different texts never give the same value:
/// a byte that is no UTF-8 becomes \u{dc00 + byte}, which no UTF-8 text can hold.
std::string escape_value(std::string_view text, std::string_view also = {});

/// The text that escape_value() wrote; nullopt when `value` holds a backslash that is no \u{hex}.
std::optional<std::string> unescape_value(std::string_view value);

/// Domain to lower-case A-labels, local part as it is; a text without a domain stays as it is.
/// source: UTS 46, non-transitional
std::string canonical_address(std::string_view address);

/// One key for one person: case aside, and what follows a + in the local part cut.
std::string person_key(std::string_view address);

/// Whether `text` is one plain address: one @ outside quotes, no blanks or controls, both sides
/// there.
bool is_plain_address(std::string_view text);

}  // namespace sendguard::signoff

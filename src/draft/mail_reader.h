// A message as a whole: what may stand before its header, its parts, its people, its other
// readings.
#pragma once

#include "draft/reading.h"

namespace sendguard::draft {

/// How many bytes before the header belong to no message: a byte order mark, empty lines, a
/// mailbox file's "From " line.
std::size_t skip_to_header(std::string_view bytes);

/// Fills the draft from a message's bytes, which draft.bytes owns.
void read_mail(Reading& reading, std::string_view bytes);

}  // namespace sendguard::draft

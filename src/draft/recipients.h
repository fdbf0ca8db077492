// Who sends a draft and who receives it: header fields joined with the envelope.
#pragma once

#include "draft/reading.h"

namespace sendguard::draft {

/// Fills from, sender, reply_to and recipients of the draft from its headers and envelope. Fields
/// that stand there twice count together. Resent fields do not count.
/// faults: limit-recipients; address-syntax where GMime reads other addresses than the first
/// reading
void read_people(Reading& reading, const Source& source);

}  // namespace sendguard::draft

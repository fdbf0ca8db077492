// GMime's reading beside ours: what it alone sees is added.
#pragma once

#include "draft/reading.h"

namespace sendguard::draft {

/// Adds each text of read_with_gmime() that has a line no passage has, compared as folded text.
void add_second_reading(Reading& reading, std::string_view bytes);

}  // namespace sendguard::draft

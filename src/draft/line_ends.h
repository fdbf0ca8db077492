// Line ends and NUL bytes: what readers cut lines at differs as soon as they are mixed.
#pragma once

#include "draft/reading.h"

namespace sendguard::draft {

/// Faults bare-cr, mixed-line-ends and nul for the message's bytes outside parts that are labelled
/// binary. out: same-length copies of the bytes as other readers cut them into lines
std::vector<std::string> check_line_ends(Reading& reading, std::string_view bytes);

}  // namespace sendguard::draft

// One PDF, read from its bytes: pages, then everything that stands beside them.
#pragma once

#include <string>

#include "pdf/answer.h"

namespace sendguard::pdf {

/// Says all that the PDF holds; what cannot be read of it is a fault. `bytes` must outlive the
/// call.
void read_document(const std::string& bytes, Answer& answer);

}  // namespace sendguard::pdf

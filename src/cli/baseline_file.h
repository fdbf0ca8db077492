// The baseline that --baseline names.
#pragma once

#include <string>

#include "base/result.h"
#include "report/baseline.h"

namespace sendguard::cli {

/// errors: not_found, io, limit, bad_input
Result<report::Baseline> read_baseline(const std::string& file);

}  // namespace sendguard::cli

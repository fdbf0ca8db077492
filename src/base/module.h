// Modules: shared objects beside the program that hold the adapter of one slow-loading library.
#pragma once

#include <string_view>

#include "base/result.h"

namespace sendguard {

/// The address of `symbol` in module `name` ("gmime" is send-guard-gmime.so), loaded on first use
/// from the program's own folder or ../lib*/send-guard beside it; never from a working directory.
/// errors: internal (not found, wrong build)
Result<void*> module_symbol(std::string_view name, const char* symbol);

}  // namespace sendguard

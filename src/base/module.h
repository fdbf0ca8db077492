// Modules: shared objects beside the program that hold the adapter of one slow-loading library.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace sendguard {

/// A file that belongs to the program, a module or a helper, in the program's own folder or in
/// ../lib*/send-guard beside it; never in a working directory.
/// errors: internal (not found)
Result<std::filesystem::path> file_beside_program(std::string_view file);

/// The address of `symbol` in module `name` ("gmime" is send-guard-gmime.so), loaded on first use
/// (file_beside_program).
/// errors: internal (not found, wrong build)
Result<void*> module_symbol(std::string_view name, const char* symbol);

}  // namespace sendguard

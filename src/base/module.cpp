#include "base/module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace sendguard {

Result<std::filesystem::path> file_beside_program(std::string_view file) {
    std::error_code failure;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (failure) return error(Errc::internal, "cannot tell where this program stands");
    const auto folder = program.parent_path();
    const std::filesystem::path places[] = {
        folder / file,
        folder.parent_path() / "lib/send-guard" / file,
        folder.parent_path() / "lib/x86_64-linux-gnu/send-guard" / file,
        folder.parent_path() / "lib/aarch64-linux-gnu/send-guard" / file,
    };
    for (const auto& place : places)
        if (std::filesystem::exists(place, failure)) return place;
    return error(Errc::internal,
                 fmt::format("{} is missing: it belongs beside {}", file, program.string()));
}

Result<void*> module_symbol(std::string_view name, const char* symbol) {
    BOOST_OUTCOME_TRY(const auto place, file_beside_program(fmt::format("send-guard-{}.so", name)));
    // dlopen counts its users, so a second call finds the module already there.
    void* const module = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* const found = module == nullptr ? nullptr : ::dlsym(module, symbol);
    if (found != nullptr) return found;
    return error(Errc::internal, fmt::format("cannot load {}: {}", place.string(), ::dlerror()));
}

}  // namespace sendguard

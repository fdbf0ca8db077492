// The shipped packs, compiled into the program from rules/*.yaml (cmake/Packs.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace sendguard::policy {

struct EmbeddedPack {
    std::string_view name;
    std::string_view bytes;
};
const std::vector<EmbeddedPack>& embedded_packs();

}  // namespace sendguard::policy

// What a house sends decides which packs it needs; `init` asks once, and writes the row into the
// policy.
#pragma once

#include <span>
#include <string_view>

namespace sendguard::cli {

struct HouseKind {
    std::string_view name;    ///< as --house takes it: "press-office"
    std::string_view what;    ///< what such a house sends, one clause for the question
    std::string_view packs;   ///< as `packs` lists them, without brackets
    std::string_view adjust;  ///< lines of `adjust`, each with its line end; may be empty
};

/// All kinds, in the order of the question.
std::span<const HouseKind> house_kinds();

/// The kind of that name, or nullptr.
const HouseKind* find_house_kind(std::string_view name);

}  // namespace sendguard::cli

// Numbers of a written shape: "AA_99_99_99_A" is two letters, three pairs of digits and a letter,
// with one separator or none where "_" stands.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "check/detectors/numbers.h"

namespace sendguard::check {

/// When a number of the shape counts.
enum class Needs : std::uint8_t {
    check,       ///< its check digits are proof enough
    separators,  ///< written with every separator, or behind a word for it
    context,     ///< behind a word for it
    both,        ///< written with every separator, and behind a word for it
};

struct NumberShape {
    std::string_view name;   ///< "a US Social Security number"
    std::string_view shape;  ///< 9 a digit, A a capital, X either; _ an optional blank, dash or
                             ///< dot; ~ also a slash
    bool (*valid)(std::string_view compact) = nullptr;
    Needs needs = Needs::context;
    std::span<const std::string_view> context = {};  ///< in small letters
};

/// The numbers of `shapes` in `text`. In a list none needs a word before it: at least
/// kListOfNumbers of one shape, with their separators, nearly all pass the check.
inline constexpr std::size_t kListOfNumbers = 5;
void find_shapes(std::string_view text, std::span<const NumberShape> shapes,
                 std::vector<NumberHit>& out);

}  // namespace sendguard::check

// Numbers of a written shape: "AA_99_99_99_A" is two letters, three pairs of digits and a letter,
// with one separator or none where "_" stands.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "check/detectors/number_context.h"
#include "check/detectors/numbers.h"

namespace sendguard::check {

/// When a number of the shape counts.
enum class Needs : std::uint8_t {
    check,       ///< its check digits are proof enough
    separators,  ///< written with every separator, or behind a word for it
    context,     ///< named by a word for it
    column,      ///< named by a word; in a list, where a word names one of them
    both,        ///< written with every separator, and named by a word for it
};

struct NumberShape {
    std::string_view name;   ///< "a US Social Security number"
    std::string_view shape;  ///< 9 a digit, A a capital, a a small letter, X a capital or a digit;
                             ///< _ an optional blank, dash or dot; ~ also a slash; - and .
                             ///< themselves
    bool (*valid)(std::string_view compact) = nullptr;  ///< takes capitals
    Needs needs = Needs::context;
    std::span<const std::string_view> context = {};  ///< as number_context.h says
};

/// The numbers of `shapes` in `text`. In a list none needs a word before it: at least
/// kListOfNumbers of one shape, with their separators or behind one that a word names, nearly all
/// pass the check. In a link or behind the digits of a longer number there are none.
inline constexpr std::size_t kListOfNumbers = 5;
void find_shapes(std::string_view text, std::span<const NumberWord> words, NumberContext& context,
                 std::span<const NumberShape> shapes, std::vector<NumberHit>& out);

}  // namespace sendguard::check

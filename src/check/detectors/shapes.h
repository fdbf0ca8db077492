// Numbers of a written shape: "AA_99_99_99_A" is two letters, three pairs of digits and a letter,
// with one separator or none where "_" stands.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
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

/// In a list no number needs a word before it: at least so many of one shape, with their separators
/// or behind one that a word names, nearly all pass the check.
inline constexpr std::size_t kListOfNumbers = 5;

/// Shapes, prepared to be looked for together: at each number only those that may begin there.
class ShapeTable {
  public:
    static constexpr std::size_t kMostShapes = 64;

    /// `shapes` must outlive the table.
    explicit ShapeTable(std::span<const NumberShape> shapes);

    /// Adds the numbers of the shapes that stand in the text, shape by shape. In a link or behind
    /// the digits of a longer number there are none.
    void find(NumberText& numbers, std::vector<NumberHit>& out) const;

  private:
    using Shapes = std::uint64_t;  ///< a bit a shape
    static constexpr std::size_t kMostSize = 32;

    Shapes may_begin(std::string_view text, const NumberWord& word) const;

    std::span<const NumberShape> shapes_;
    // By how a number's first word is written:
    std::array<Shapes, kMostSize> by_size_{};  ///< of so many letters and digits
    std::array<Shapes, 3> by_first_{};         ///< its first is a digit, a capital, a small letter
    std::vector<std::pair<std::size_t, Shapes>> by_letters_;  ///< behind so many letters and a sign
};

}  // namespace sendguard::check

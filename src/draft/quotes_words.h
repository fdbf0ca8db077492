// The words of quotes_lines, by language, as mail programs write them. ASCII case is ignored.
#pragma once

#include <span>
#include <string_view>

#include "draft/quotes_lines.h"

namespace sendguard::draft {

struct LabelWord {
    std::string_view word;
    std::uint8_t label = 0;
};

extern const std::span<const std::string_view> kRuledSeparators;  ///< between rules: "-----X-----"
extern const std::span<const std::string_view>
    kBareSeparators;                                    ///< alone: "Begin forwarded message:"
extern const std::span<const std::string_view> kVerbs;  ///< of an attribution line
extern const std::span<const std::string_view> kClosings;
extern const std::span<const LabelWord> kLabels;

}  // namespace sendguard::draft

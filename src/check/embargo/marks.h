// The words that set an embargo: "EMBARGOED UNTIL", "Sperrfrist:", "Not for publication before",
// "sous embargo jusqu'au". A text that speaks of an embargo ("the oil embargo of 1973", "embargoed
// copies will be available") holds the same words, but not at the start of a line or behind a
// colon, or without "until" or a colon behind them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "check/embargo/tokens.h"

namespace sendguard::check {

enum class MarkKind : std::uint8_t {
    line,   ///< stands as a line of its own, or in capitals: sets an embargo, dated or not
    dated,  ///< "publication no earlier than" as a line: sets one with a date
    alone,  ///< "frei ab", as rooms are too: with a date and a time, and nothing else in the line
    prose,  ///< within a sentence, or "for release": sets one only with a date and a time of day
};

struct EmbargoMark {
    MarkKind kind = MarkKind::line;
    std::size_t begin = 0, end = 0;  ///< tokens
    bool until = false;              ///< "until" stands behind it: what follows must be a time
    bool ends = false;               ///< "lifts at", "endet am" stands behind it
    bool colon = false;              ///< ":" stands behind it: other words may stand before a time
};

/// The first mark in one line's tokens, and in those of the lines behind it.
std::optional<EmbargoMark> find_mark(const Tokens& tokens);

/// Where in `text` (as it is, not folded) the next word stands that any mark has; npos: none.
///
/// cost: looks at every third byte or so
std::size_t find_mark_word(std::string_view text, std::size_t from);

}  // namespace sendguard::check

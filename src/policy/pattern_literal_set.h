// Sets of strings, with the operations a pattern's syntax needs: product, union, the better of two.
//
// With each set goes how far it stands from the start of a match, so that a pattern need be tried
// only around the places where one of its literals was seen.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/pattern_hits.h"

namespace sendguard::policy {

inline constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

using Strings = std::vector<std::string>;  ///< sorted, distinct

/// What is certain of the character before a point of a match.
enum class Before : std::uint8_t {
    inherited,  ///< what stands before the part itself
    outside,    ///< it is no letter, digit or _ of ASCII, or there is none
    boundary,   ///< a word begins or ends here
    open,       ///< nothing
};

/// A point of a pattern where strings begin.
struct Point {
    Reach reach;
    Before before = Before::inherited;
};

/// A string that may stand in a match, not further than `reach` from where the match starts.
struct Literal {
    std::string text;
    Reach reach;
    Before before = Before::open;
};

/// One of these stands in every match; none: nothing is known.
using Required = std::vector<Literal>;  ///< sorted by text, distinct

/// What is known of one part of a pattern.
struct Known {
    std::optional<Strings> exact;  ///< the part matches one of these and nothing else
    Required required;
    Reach width;                  ///< how much text the part takes at most
    Before after = Before::open;  ///< before the point where the part ends
};

/// Parts that are not known by their strings, by how much text they take.
inline constexpr Reach kOneChar{1, 0};
inline constexpr Reach kOneCharOrLine{1, 1};
inline constexpr Reach kAnything{kUnbounded, kUnbounded};

/// A part that is one of `strings`.
Known exactly(Strings strings);
/// A part known only by how much text it takes.
Known unknown(Reach width, Before after = Before::open);
/// A part that takes no text.
Known nothing(Before after);

Strings unite(const Strings& a, const Strings& b);
/// For matches of either; none known where one of them has none.
Required either(const Required& a, const Required& b);
/// `required` of a part that stands at `at`.
Required moved(Required required, const Point& at);

Before unite(Before a, Before b);
/// Before the end of a part that is one of `strings`.
Before after_one_of(const Strings& strings);

Reach extent(const Strings& strings);
Reach widest(const Reach& a, const Reach& b);
Reach sum(const Reach& a, const Reach& b);
/// `count` may be kUnbounded.
Reach times(const Reach& a, std::uint32_t count);

/// Every string of `a` followed by every one of `b`; nothing when that is more than kMaxProduct.
std::optional<Strings> product(const Strings& a, const Strings& b);

/// `strings`, which begin at `at`, as literals to search for: blanks at the ends cut off, too short
/// ones make it empty.
Required as_required(const Strings& strings, const Point& at);

/// The set that makes a search cheaper.
const Required& better(const Required& a, const Required& b);

bool has_blank(const Strings& strings);
/// The part is a blank and nothing else. Folded text has no two in a row, so that many are one.
bool is_one_blank(const Known& part);

/// Builds up a sequence of parts: the longest exact runs are kept, the best set remembered.
class Sequence {
  public:
    void add(const Known& part);
    /// `part` occurs here at least once and at most `high` times.
    void add_repeated(const Known& part, std::uint32_t high);
    Known finish();

  private:
    /// Strings that end where the parts so far end.
    struct Run {
        Strings strings{""};
        Point at;  ///< where they begin
    };
    void consider();
    void consider(const Run& run);
    void cut(Strings next);

    Run run_;     ///< blanks spelled out
    Run solid_;   ///< since the last blank
    Point here_;  ///< behind all parts so far
    Required best_;
    bool exact_ = true;
};

}  // namespace sendguard::policy

// A draft's passages, folded once, in order of place, with where each pattern may match.
//
// The idea: folding keeps case (patterns may ask for it), the prefilter does not. So the folded
// text is kept, and its lower-cased form exists only in a window that the literal scan passes over.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "draft/draft.h"
#include "draft/fold.h"
#include "policy/pattern.h"

namespace sendguard::check {

class SearchedText {
  public:
    struct Item {
        std::uint32_t passage = 0;  ///< index into Draft::passages
        draft::Place place = draft::Place::body;
        std::size_t begin = 0, end = 0;  ///< bytes of the folded text
    };

    /// Folds every passage of `draft` and finds where `patterns` may match. Reuses its buffers;
    /// keeps a reference to `patterns`. errors: limit, internal
    Result<void> prepare(const draft::Draft& draft, const policy::PatternSet& patterns);

    /// The passages at `place`, in the draft's order.
    std::span<const Item> at(draft::Place place) const;
    std::string_view folded(const Item& item) const {
        return std::string_view(folded_).substr(item.begin, item.end - item.begin);
    }
    /// Where `pattern` may match: a bit a place.
    std::uint32_t places_of(policy::PatternId pattern) const { return places_[pattern]; }
    /// The matches of `pattern` in one passage's folded text, leftmost first, at most `max`.
    /// errors: limit (the pattern ran away), bad_policy (does not compile)
    Result<std::vector<policy::Span>> find(const Item& item, policy::PatternId pattern,
                                           std::size_t max) const;
    const policy::Hits& hits(draft::Place place) const {
        return by_place_[static_cast<std::size_t>(place)];
    }

  private:
    static constexpr std::uint32_t kEverywhere = (1u << draft::kPlaces) - 1;

    Result<void> scan_place(std::size_t place);

    const policy::PatternSet* patterns_ = nullptr;
    std::string folded_;
    draft::Lowered window_;
    std::vector<Item> items_;
    std::array<std::uint32_t, draft::kPlaces + 1>
        first_{};  ///< items_ of place p: [first_[p], first_[p+1])
    std::array<policy::Hits, draft::kPlaces> by_place_;
    std::vector<std::uint32_t> places_;  ///< by pattern, as places_of()
};

}  // namespace sendguard::check

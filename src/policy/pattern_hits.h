// Where the literals of a policy's patterns stand in a text, so that a pattern is tried only there.
//
// The problem: a literal that every tenth mail holds makes its pattern run over the whole mail. The
// idea: the scan tells where the literal stands, the pattern's syntax tells how far before it a
// match can begin; what lies between is all that PCRE2 is asked about. Limits: a pattern whose
// literals stand at more than kMostHits places is tried everywhere; so is one that stands at more
// than kFewHits, once a draft has kManyHits of all patterns.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace sendguard::policy {

using PatternId = std::uint32_t;
inline constexpr PatternId kNoPattern = 0xffffffff;

/// How much text lies between two points at most.
struct Reach {
    std::uint32_t chars = 0;  ///< code points; 0xffffffff: any number
    std::uint32_t lines = 0;  ///< line ends among them; likewise
    bool operator==(const Reach&) const = default;
};

/// Where a literal stands.
struct Hit {
    std::uint32_t at = 0;     ///< its first byte in the text
    std::uint32_t owner = 0;  ///< which of the pattern's literals: its row in PatternSet's table
};

/// The hits of one scan, by pattern; reused from draft to draft.
class Hits {
  public:
    void reset(std::size_t patterns);
    void add(PatternId pattern, Hit hit);
    /// After the last add(), before the first within().
    void sort();

    bool any(PatternId pattern) const { return heads_[pattern].count != 0; }
    /// True: there were too many to keep; the pattern must be tried everywhere.
    bool everywhere(PatternId pattern) const { return heads_[pattern].over; }
    std::span<const PatternId> patterns() const { return patterns_; }  ///< in order of sight
    /// The pattern's hits in [begin, end), less `begin`, in their order.
    std::vector<Hit> within(PatternId pattern, std::size_t begin, std::size_t end) const;

  private:
    static constexpr std::uint32_t kMostHits = 1u << 16;
    static constexpr std::uint32_t kFewHits = 1u << 12;
    static constexpr std::size_t kManyHits = 1u << 20;  ///< 20 MB
    struct Head {
        std::uint32_t count = 0;  ///< of those that are kept
        std::uint32_t first = 0;  ///< once sorted: where its hits begin in sorted_
        bool over = false;        ///< there were more
    };

    std::vector<Head> heads_;  ///< by pattern
    std::vector<std::pair<PatternId, Hit>> added_;
    std::vector<Hit> sorted_;  ///< by pattern, then by place
    std::vector<PatternId> patterns_;
};

}  // namespace sendguard::policy
